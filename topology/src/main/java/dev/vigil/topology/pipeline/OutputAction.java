package dev.vigil.topology.pipeline;

import dev.vigil.avro.AlertStatus;
import dev.vigil.topology.domain.alert.AlertDecision;
import dev.vigil.topology.domain.consent.OnDeny;
import dev.vigil.topology.domain.consent.OutputPolicy;
import dev.vigil.topology.domain.consent.Withheld;
import dev.vigil.topology.pipeline.Judgement.DecisionChanges;
import dev.vigil.topology.pipeline.Judgement.Disclosures;
import org.jspecify.annotations.Nullable;

/** What an output of permitted events receives for a record. */
enum OutputAction {
  /** The event: consent permits it. */
  FORWARD(null, null),
  /** The event of a critical value, or of its correction, against consent. */
  BREAK_GLASS("break-glass", "vigil.break-glass"),
  /** An id-only notice: the Consent in the record closed this output. */
  CLOSE("closed", "vigil.closed"),
  /** An id-only notice: the resource is withheld from an output that is open otherwise. */
  NOTICE("notice", "vigil.withheld"),
  /** Nothing, although the value is critical. */
  WITHHOLD("withhold", null),
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

  /**
   * What one output receives.
   *
   * @param index position of the output in the configuration
   */
  static OutputAction of(int index, OutputPolicy policy, Judgement judgement) {
    Disclosures disclosures = judgement.disclosures();
    if (disclosures.outputs().get(index).permitted()) {
      return FORWARD;
    }
    DecisionChanges change = disclosures.change();
    if (change != null && change.closes(index)) {
      return CLOSE;
    }
    if (policy.onDeny() == OnDeny.BREAK_GLASS && breaksGlass(judgement)) {
      return BREAK_GLASS;
    }
    if (policy.withheld() == Withheld.NOTICE && disclosures.openOtherwise().contains(index)) {
      return NOTICE;
    }
    return judgement.isCritical() ? WITHHOLD : DROP;
  }

  /** Whoever may have seen the critical value must see that it was wrong, too. */
  private static boolean breaksGlass(Judgement judgement) {
    AlertDecision alerts = judgement.alerts();
    return judgement.isCritical()
        || (alerts != null
            && alerts.alerts().stream().anyMatch(a -> a.getStatus() == AlertStatus.RETRACTED));
  }
}
