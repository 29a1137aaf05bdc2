package dev.vigil.topology.domain.alert;

import dev.vigil.avro.AgeBasis;
import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.DetectedBy;
import dev.vigil.avro.Direction;
import dev.vigil.avro.ValueChange;
import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.config.profile.Limit;
import dev.vigil.topology.domain.lab.CriticalValue;
import dev.vigil.topology.domain.lab.Finding;
import dev.vigil.topology.domain.lab.LabJudgement;
import dev.vigil.topology.domain.lab.RuleVerdict;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
        .setLimitOperator(limitOperator(finding))
        .setChange(value.change())
        .setDetectedBy(value.detectedBy())
        .setRule(value.rule())
        .setSpecimen(specimen(finding, value))
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
        .setAt(circumstances.at())
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
  static String alertId(Circumstances circumstances, @Nullable String component) {
    String name =
        String.join(
            "\n",
            line(circumstances.tenant()),
            line(circumstances.patientId()),
            line(circumstances.observationId()),
            component == null ? "" : component.isEmpty() ? "\\e" : line(component));
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
        + found(value)
        + (preliminary ? " (preliminary)" : "");
  }

  /** Ids come from outside: one with a line break must not pass as two. */
  private static String line(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n");
  }

  /** Beyond a limit, changed too much, or both. */
  private static String found(CriticalValue value) {
    String direction = value.direction().name().toLowerCase(Locale.ROOT);
    ValueChange change = value.change();
    if (change == null) {
      return direction;
    }
    boolean rise = value.normalizedValue() != null && value.normalizedValue() > change.getFrom();
    String changed =
        (rise ? "risen from " : "fallen from ")
            + BigDecimal.valueOf(change.getFrom()).stripTrailingZeros().toPlainString()
            + (value.normalizedUnit() == null ? "" : " " + value.normalizedUnit());
    return value.limit() == null ? changed : direction + ", " + changed;
  }

  private static @Nullable String limitOperator(Finding finding) {
    RuleVerdict verdict = finding.verdict();
    Limit limit = verdict == null ? null : verdict.limit();
    if (verdict == null || limit == null) {
      return null;
    }
    return (verdict.direction() == Direction.LOW ? "<" : ">") + (limit.inclusive() ? "=" : "");
  }

  private static @Nullable String specimen(Finding finding, CriticalValue value) {
    RuleVerdict verdict = finding.verdict();
    CriticalValueRule rule = verdict == null ? null : verdict.rule();
    return value.rule() == null || rule == null ? null : rule.specimen();
  }

  /** The next revision of an alert that says the same of the value. */
  static CriticalLabAlert next(
      CriticalLabAlert last, AlertStatus status, Circumstances circumstances) {
    return CriticalLabAlert.newBuilder(last)
        .setStatus(status)
        .setRevision(last.getRevision() + 1)
        .setPreviousValue(valueAndUnit(last))
        .setAt(circumstances.at())
        .setStandingMs(standingMs(last, circumstances.at()))
        .setLevel(null)
        .setAcknowledgeBy(null)
        .setConsent(circumstances.consent())
        .setBreakGlass(circumstances.delivery() == Delivery.BREAK_GLASS)
        .setOrigin(circumstances.origin())
        .build();
  }

  /** How long an alert has been standing at a time. */
  static long standingMs(CriticalLabAlert alert, Instant at) {
    return Math.max(0, Duration.between(alert.getRaisedAt(), at).toMillis());
  }

  static String valueAndUnit(CriticalLabAlert alert) {
    String comparator = alert.getComparator() == null ? "" : alert.getComparator() + " ";
    String unit = alert.getUnit().isEmpty() ? "" : " " + alert.getUnit();
    return comparator + alert.getValue() + unit;
  }

  /** Whether a clinician would read the same value; 7.1 and 7.10 are the same. */
  static boolean sameValue(CriticalLabAlert a, CriticalLabAlert b) {
    return sameAnalyte(a, b)
        && sameNumber(a, b)
        && Objects.equals(a.getComparator(), b.getComparator())
        && a.getDirection() == b.getDirection();
  }

  /** A corrected code may be another code of the same analyte, or another analyte. */
  static boolean sameAnalyte(CriticalLabAlert a, CriticalLabAlert b) {
    return a.getAnalyte().equals(b.getAnalyte())
        || (a.getLoinc() != null && a.getLoinc().equals(b.getLoinc()));
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
        && Objects.equals(a.getChange(), b.getChange())
        && Objects.equals(a.getSpecimenAt(), b.getSpecimenAt())
        && a.getRemarks().equals(b.getRemarks())
        && (a.getBreakGlass() == b.getBreakGlass());
  }

  /** Further from the limit, on the same side, in the same unit. */
  static boolean isWorse(CriticalLabAlert next, CriticalLabAlert last) {
    if (next.getNormalizedValue() == null
        || last.getNormalizedValue() == null
        || next.getDirection() != last.getDirection()
        || !sameAnalyte(next, last)
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
        .setLimitOperator(null)
        .setChange(null)
        .setRule(null)
        .setSpecimen(null)
        .setResultStatus(null)
        .setRemarks(List.of())
        .setAgeBasis(AgeBasis.UNKNOWN)
        .setPreliminary(false)
        .setRepeat(false)
        .setRepeatOf(null)
        .setWorsening(false)
        .setLevel(null)
        .setAcknowledgeBy(null)
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
