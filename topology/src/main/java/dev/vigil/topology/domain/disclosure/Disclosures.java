package dev.vigil.topology.domain.disclosure;

import dev.vigil.avro.AlertReference;
import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.Decision;
import dev.vigil.avro.OperationRecord;
import dev.vigil.avro.OutputDecision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads off records of what was decided or done what of a patient's went where. */
public final class Disclosures {
  /** Name of the alert output in audit records. */
  public static final String ALERTS = "alerts";

  private static final String BREAK_GLASS = "break-glass";

  private final @Nullable String alertPurpose;

  /**
   * For a configuration.
   *
   * @param alertPurpose purpose of use of alerts, for escalations: nothing else says theirs
   */
  public Disclosures(@Nullable String alertPurpose) {
    this.alertPurpose = alertPurpose;
  }

  /** All that one input record led to, in the order of the outputs. */
  public List<Disclosure> of(AuditRecord record) {
    List<Disclosure> all = new ArrayList<>();
    for (OutputDecision output : record.getOutputs()) {
      if (output.getName().equals(ALERTS)) {
        addAlerts(record, output, all);
      } else {
        DisclosureKind kind = kind(output);
        if (kind != null) {
          all.add(line(record, kind, resource(record), output));
        }
      }
    }
    for (String reason : record.getReviews()) {
      all.add(line(record, DisclosureKind.REVIEW_ITEM, resource(record) + ": " + reason, null));
    }
    return all;
  }

  /** What happened without an input record; null: nothing went anywhere. */
  public @Nullable Disclosure of(OperationRecord record) {
    return switch (record.getOperation()) {
      case ALERT_ESCALATED ->
          operation(
              record,
              record.getOutcome().equals(BREAK_GLASS)
                  ? DisclosureKind.BREAK_GLASS
                  : DisclosureKind.CONTENT,
              "alert %s escalated to level %s"
                  .formatted(record.getSubject(), record.getDetails().getOrDefault("level", "?")),
              ALERTS,
              alertPurpose,
              true);
      case ESCALATION_ENDED ->
          record.getOutcome().equals("consent-denied")
              ? operation(
                  record,
                  DisclosureKind.WITHHELD,
                  "alert %s, not escalated".formatted(record.getSubject()),
                  ALERTS,
                  alertPurpose,
                  true)
              : null;
      // Of a dead letter only the key is known: whose content it is, its fault may hide.
      case DEAD_LETTER_SHOWN ->
          operation(
              record,
              DisclosureKind.SHOWN_TO_OPERATOR,
              "dead letter " + record.getSubject(),
              null,
              null,
              false);
      case UNKNOWN,
          PROFILE_PUBLISHED,
          DEAD_LETTERS_REPLAYED,
          BACKFILLED,
          REPROCESSED,
          FAILURE_BUDGET_SPENT,
          FAILURE_BUDGET_ACKNOWLEDGED,
          STATE_FORMAT_RECORDED,
          STATE_RESET ->
          null;
    };
  }

  private static void addAlerts(AuditRecord record, OutputDecision output, List<Disclosure> all) {
    DisclosureKind kind = kind(output);
    if (kind == null) {
      return;
    }
    if (output.getWritten() == 0) {
      // Where no value was critical, there was no alert that could have been denied.
      if (kind == DisclosureKind.WITHHELD) {
        all.add(line(record, kind, resource(record), output));
      }
      return;
    }
    if (record.getAlerts().isEmpty()) {
      // As no release writes it; but what was written must not be left out.
      all.add(line(record, kind, "alert of " + resource(record), output));
    }
    for (AlertReference alert : record.getAlerts()) {
      all.add(
          line(
              record,
              kind,
              "alert %s revision %d %s of %s"
                  .formatted(
                      alert.getAlertId(),
                      alert.getRevision(),
                      alert.getStatus() == AlertStatus.UNKNOWN ? "?" : alert.getStatus(),
                      resource(record)),
              output));
    }
  }

  /** What an output received; null: nothing, because there was nothing for it. */
  private static @Nullable DisclosureKind kind(OutputDecision output) {
    String onDeny = output.getOnDeny();
    if (output.getWritten() == 0) {
      if (output.getDecision() == Decision.PERMIT || "not-in-run".equals(onDeny)) {
        return null;
      }
      return "withhold".equals(onDeny) ? DisclosureKind.WITHHELD : DisclosureKind.DENIED;
    }
    if (onDeny == null) {
      return DisclosureKind.CONTENT;
    }
    return switch (onDeny) {
      case BREAK_GLASS -> DisclosureKind.BREAK_GLASS;
      case "notice" -> DisclosureKind.ID_ONLY_NOTICE;
      case "closed" -> DisclosureKind.CLOSED_NOTICE;
      case "retraction" -> DisclosureKind.RETRACTION;
      // Something was written that this release cannot vouch for to be without content.
      default -> DisclosureKind.UNKNOWN_KIND;
    };
  }

  private static String resource(AuditRecord record) {
    String type = record.getResourceType() == null ? "?" : record.getResourceType();
    return type + "/" + (record.getResourceId() == null ? "?" : record.getResourceId());
  }

  private static Disclosure line(
      AuditRecord record, DisclosureKind kind, String what, @Nullable OutputDecision output) {
    return new Disclosure(
        record.getAt(),
        kind,
        what,
        output == null ? null : output.getName(),
        output == null ? null : output.getPurpose(),
        null,
        output == null ? null : output.getRule(),
        output == null ? null : output.getConsentId(),
        output == null ? null : output.getProvision(),
        "%s:%d:%d".formatted(record.getTopic(), record.getPartition(), record.getOffset()),
        record.getEventId(),
        record.getRun(),
        true);
  }

  private static Disclosure operation(
      OperationRecord record,
      DisclosureKind kind,
      String what,
      @Nullable String output,
      @Nullable String purpose,
      boolean certain) {
    return new Disclosure(
        record.getAt(),
        kind,
        what,
        output,
        purpose,
        record.getBy(),
        null,
        null,
        null,
        null,
        null,
        null,
        certain);
  }
}
