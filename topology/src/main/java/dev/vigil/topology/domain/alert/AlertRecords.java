package dev.vigil.topology.domain.alert;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.DetectedBy;
import dev.vigil.avro.Direction;
import dev.vigil.topology.domain.lab.CriticalValue;
import dev.vigil.topology.domain.lab.Finding;
import dev.vigil.topology.domain.lab.LabJudgement;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Builds and compares alert records. */
final class AlertRecords {
  private AlertRecords() {}

  static CriticalLabAlert of(
      Finding finding, CriticalValue value, LabJudgement judgement, Circumstances circumstances) {
    return CriticalLabAlert.newBuilder()
        .setAlertId(alertId(circumstances, finding.component()))
        .setRevision(1)
        .setStatus(AlertStatus.RAISED)
        .setTenant(circumstances.tenant())
        .setPatientId(circumstances.patientId())
        .setObservationId(circumstances.observationId())
        .setComponent(finding.component())
        .setLoinc(value.loinc())
        .setAnalyte(value.analyte())
        .setDisplay(display(value, judgement.preliminary()))
        .setComparator(value.comparator())
        .setValue(value.value())
        .setUnit(value.unit())
        .setNormalizedValue(value.normalizedValue())
        .setNormalizedUnit(value.normalizedUnit())
        .setDirection(value.direction())
        .setLimit(value.limit())
        .setDetectedBy(value.detectedBy())
        .setRule(value.rule())
        .setProfile(circumstances.profile().name())
        .setProfileVersion(circumstances.profile().versionAndHash())
        .setProfileNotice(circumstances.profile().notice())
        .setPage(false)
        .setPreliminary(judgement.preliminary())
        .setResultStatus(judgement.resultStatus())
        .setRemarks(value.remarks())
        .setBreakGlass(circumstances.delivery() == Delivery.BREAK_GLASS)
        .setAgeBasis(value.ageBasis())
        .setSpecimenAt(millis(judgement.specimenAt()))
        .setIssuedAt(millis(judgement.issuedAt()))
        .setRaisedAt(circumstances.at())
        .setEncounter(judgement.encounter())
        .setPerformer(judgement.performer())
        .setConsent(circumstances.consent())
        .setOrigin(circumstances.origin())
        .build();
  }

  /** As it comes back from the store: a finer time must not look like a change. */
  private static @Nullable Instant millis(@Nullable Instant time) {
    return time == null ? null : time.truncatedTo(ChronoUnit.MILLIS);
  }

  /** The same for every revision and every replay, and says nothing about the patient. */
  private static String alertId(Circumstances circumstances, @Nullable String component) {
    String name =
        String.join(
            "\n",
            circumstances.tenant(),
            circumstances.patientId(),
            circumstances.observationId(),
            component == null ? "" : component);
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static String display(CriticalValue value, boolean preliminary) {
    String comparator = value.comparator() == null ? "" : value.comparator() + " ";
    return value.analyte()
        + " "
        + comparator
        + value.value()
        + (value.unit().isEmpty() ? "" : " " + value.unit())
        + " "
        + value.direction().name().toLowerCase(Locale.ROOT)
        + (preliminary ? " (preliminary)" : "");
  }

  static String valueAndUnit(CriticalLabAlert alert) {
    String comparator = alert.getComparator() == null ? "" : alert.getComparator() + " ";
    String unit = alert.getUnit().isEmpty() ? "" : " " + alert.getUnit();
    return comparator + alert.getValue() + unit;
  }

  /** Whether a clinician would read the same value; 7.1 and 7.10 are the same. */
  static boolean sameValue(CriticalLabAlert a, CriticalLabAlert b) {
    return sameNumber(a, b)
        && Objects.equals(a.getComparator(), b.getComparator())
        && a.getDirection() == b.getDirection();
  }

  private static boolean sameNumber(CriticalLabAlert a, CriticalLabAlert b) {
    if (a.getNormalizedValue() == null || b.getNormalizedValue() == null) {
      return a.getValue().equals(b.getValue()) && a.getUnit().equals(b.getUnit());
    }
    return a.getNormalizedValue().equals(b.getNormalizedValue())
        && Objects.equals(a.getNormalizedUnit(), b.getNormalizedUnit());
  }

  /** Whether two revisions of the same value agree in all else that an alert says of it. */
  static boolean saysTheSame(CriticalLabAlert a, CriticalLabAlert b) {
    return (a.getPreliminary() == b.getPreliminary())
        && (a.getDetectedBy() == b.getDetectedBy())
        && a.getValue().equals(b.getValue())
        && a.getUnit().equals(b.getUnit())
        && Objects.equals(a.getLoinc(), b.getLoinc())
        && Objects.equals(a.getLimit(), b.getLimit())
        && Objects.equals(a.getSpecimenAt(), b.getSpecimenAt())
        && a.getRemarks().equals(b.getRemarks())
        && (a.getBreakGlass() == b.getBreakGlass());
  }

  /** Further from the limit, on the same side, in the same unit. */
  static boolean isWorse(CriticalLabAlert next, CriticalLabAlert last) {
    if (next.getNormalizedValue() == null
        || last.getNormalizedValue() == null
        || next.getDirection() != last.getDirection()
        || !Objects.equals(next.getNormalizedUnit(), last.getNormalizedUnit())) {
      return false;
    }
    return switch (next.getDirection()) {
      case HIGH -> next.getNormalizedValue() > last.getNormalizedValue();
      case LOW -> next.getNormalizedValue() < last.getNormalizedValue();
      default -> false;
    };
  }

  /** The retraction of an alert whose content must not be shown any more. */
  static CriticalLabAlert withoutContent(CriticalLabAlert alert) {
    return CriticalLabAlert.newBuilder(alert)
        .setComponent(null)
        .setLoinc(null)
        .setAnalyte("")
        .setDisplay("An alert was retracted; its content is withheld.")
        .setComparator(null)
        .setValue("")
        .setUnit("")
        .setNormalizedValue(null)
        .setNormalizedUnit(null)
        .setDirection(Direction.UNKNOWN)
        .setLimit(null)
        .setRule(null)
        .setPreviousValue(null)
        .setSpecimenAt(null)
        .setIssuedAt(null)
        .setDetectedBy(DetectedBy.UNKNOWN)
        .setEncounter(null)
        .setPerformer(null)
        .setResultStatus(null)
        .setRemarks(List.of())
        .build();
  }
}
