package dev.vigil.topology.pipeline;

import dev.vigil.avro.AlertStatus;
import dev.vigil.topology.domain.alert.AlertDecision;
import dev.vigil.topology.domain.alert.AlertLifeCycle;
import dev.vigil.topology.domain.consent.OnDeny;
import dev.vigil.topology.domain.consent.OutputPolicy;
import dev.vigil.topology.domain.consent.Withheld;
import dev.vigil.topology.pipeline.Judgement.DecisionChanges;
import dev.vigil.topology.pipeline.Judgement.Disclosures;
import org.jspecify.annotations.Nullable;

/** What an output receives for a record. */
enum OutputAction {
  /** The event: consent permits it. */
  FORWARD(null, null),
  /** The event, the last: the Consent in it permits itself and closes this output. */
  FORWARD_LAST(null, "vigil.closed"),
  /** The event of a critical value, or of its correction, against consent. */
  BREAK_GLASS("break-glass", "vigil.break-glass"),
  /** An id-only notice: the Consent in the record closed this output. */
  CLOSE("closed", "vigil.closed"),
  /** An id-only notice: the resource is withheld from an output that is open otherwise. */
  NOTICE("notice", "vigil.withheld"),
  /** Nothing: an operator's clear is for no output. */
  NOTHING(null, null),
  /** Nothing, although the value is critical. */
  WITHHOLD("withhold", null),
  /** The retraction of an alert that was delivered, without clinical content. */
  RETRACT("retraction", null),
  /** Nothing, whatever consent says: the reprocessing run is for other outputs. */
  NOT_IN_RUN("not-in-run", null),
  /** Nothing. */
  DROP("drop", null);

  private final @Nullable String audited;
  private final @Nullable String header;

  OutputAction(@Nullable String audited, @Nullable String header) {
    this.audited = audited;
    this.header = header;
  }

  /** As the audit record says it; null: permitted. */
  @Nullable String audited() {
    return audited;
  }

  /** Header that marks what is written; null: none. */
  @Nullable String header() {
    return header;
  }

  /** Whether consent, or the breaking of glass, lets content through. */
  boolean discloses() {
    return this == FORWARD || this == FORWARD_LAST || this == BREAK_GLASS;
  }

  /** Whether what is written says nothing of the resource but its id. */
  boolean isIdOnly() {
    return this == CLOSE || this == NOTICE;
  }

  /**
   * What one output of permitted events receives.
   *
   * @param index position of the output in the configuration
   */
  static OutputAction of(int index, OutputPolicy policy, Judgement judgement) {
    if (!judgement.replay().isFor(policy.name())) {
      return NOT_IN_RUN;
    }
    Disclosures disclosures = judgement.disclosures();
    DecisionChanges change = disclosures.change();
    boolean closes = change != null && change.closes(index);
    if (disclosures.outputs().get(index).permitted()) {
      if (judgement.isClear()) {
        return NOTHING;
      }
      return closes ? FORWARD_LAST : FORWARD;
    }
    if (closes) {
      return CLOSE;
    }
    if (judgement.isClear()) {
      return DROP;
    }
    if (policy.onDeny() == OnDeny.BREAK_GLASS && breaksGlass(judgement)) {
      return BREAK_GLASS;
    }
    if (policy.withheld() == Withheld.NOTICE && disclosures.openOtherwise().contains(index)) {
      return NOTICE;
    }
    return judgement.isCritical() ? WITHHOLD : DROP;
  }

  /** What the alert output receives. */
  static OutputAction ofAlerts(OutputPolicy policy, Judgement judgement) {
    if (!judgement.replay().isFor(policy.name())) {
      return NOT_IN_RUN;
    }
    if (judgement.disclosures().alerts().permitted()) {
      return FORWARD;
    }
    AlertDecision decided = judgement.alerts();
    if (decided != null && decided.alerts().stream().anyMatch(a -> a.getBreakGlass())) {
      return BREAK_GLASS;
    }
    if (decided != null && !decided.alerts().isEmpty()) {
      return RETRACT;
    }
    boolean withheld =
        judgement.reviews().stream()
            .anyMatch(item -> item.getReason().equals(AlertLifeCycle.WITHHELD_CRITICAL));
    return withheld ? WITHHOLD : DROP;
  }

  /** Whoever may have seen the critical value must see what became of it, too. */
  private static boolean breaksGlass(Judgement judgement) {
    AlertDecision alerts = judgement.alerts();
    return judgement.isCritical()
        || (alerts != null
            && alerts.alerts().stream().anyMatch(a -> a.getStatus() != AlertStatus.RAISED));
  }
}
