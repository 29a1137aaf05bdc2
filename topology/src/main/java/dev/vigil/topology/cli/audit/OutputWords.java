package dev.vigil.topology.cli.audit;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.Decision;
import dev.vigil.avro.OutputDecision;
import org.jspecify.annotations.Nullable;

/** What an audit record says of one output, in words. */
final class OutputWords {
  private OutputWords() {}

  static String basis(Decision decision, String rule, @Nullable String consentId) {
    return consentId == null
        ? "%s by %s".formatted(decision, rule)
        : "%s by %s of Consent %s".formatted(decision, rule, consentId);
  }

  static String basis(OutputDecision output) {
    String basis = basis(output.getDecision(), output.getRule(), output.getConsentId());
    return output.getProvision() == null ? basis : basis + ", " + output.getProvision();
  }

  /** What it received. */
  static String received(OutputDecision output) {
    String onDeny = output.getOnDeny();
    if (onDeny == null) {
      return output.getWritten() == 0 ? "nothing to write" : "written";
    }
    return switch (onDeny) {
      case "drop" -> "nothing";
      case "notice" -> "an id-only notice that something is withheld";
      case "closed" -> "an id-only notice that a Consent closed it";
      case "withhold" -> "nothing, although the value is critical";
      case "retraction" -> "a retraction without clinical content";
      case "break-glass" -> "written against consent (break-glass)";
      case "not-in-run" -> "nothing, the run is not for it";
      default -> onDeny;
    };
  }

  /** The resource; a Patient's id is the patient's, and shown only where it was asked for. */
  static @Nullable String resource(AuditRecord record, boolean showPatient) {
    if (record.getResourceType() == null) {
      return null;
    }
    if (record.getResourceType().equals("Patient") && !showPatient) {
      return "Patient/(id not shown)";
    }
    return record.getResourceType()
        + "/"
        + (record.getResourceId() == null ? "?" : record.getResourceId());
  }
}
