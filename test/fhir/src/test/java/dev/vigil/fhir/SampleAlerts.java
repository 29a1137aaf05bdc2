package dev.vigil.fhir;

import dev.vigil.avro.AgeBasis;
import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.ConsentBasis;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Decision;
import dev.vigil.avro.DetectedBy;
import dev.vigil.avro.Direction;
import dev.vigil.avro.Origin;
import dev.vigil.avro.ValueChange;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Alerts of every kind that Vigil writes, and some that a hostile sender would have it write. */
final class SampleAlerts {
  static final Instant AT = Instant.parse("2026-03-01T12:00:00.123Z");

  private SampleAlerts() {}

  /** By what they are. */
  static Map<String, CriticalLabAlert> all() {
    Map<String, CriticalLabAlert> all = new LinkedHashMap<>();
    all.put("raised", potassium());
    all.put("updated", updated(alert -> {}));
    all.put("worsening", updated(alert -> alert.setWorsening(true)));
    all.put(
        "confirms a preliminary one",
        updated(
            alert -> {
              alert.setPage(false);
              alert.setPreviousValue("7.10 mmol/L");
            }));
    all.put(
        "preliminary",
        changed(
            alert -> {
              alert.setPreliminary(true);
              alert.setResultStatus("preliminary");
            }));
    all.put(
        "repeat",
        changed(
            alert -> {
              alert.setRepeat(true);
              alert.setRepeatOf("2daf2e70-e117-3661-862b-73fcfdbdace5");
              alert.setPage(false);
            }));
    all.put("escalated", escalated());
    all.put("break-glass", changed(SampleAlerts::breakGlass));
    all.put("flagged only", changed(SampleAlerts::flaggedOnly));
    all.put("no LOINC code", changed(alert -> alert.setLoinc(null)));
    all.put(
        "comparator",
        changed(
            alert -> {
              alert.setComparator(">=");
              alert.setDisplay("Potassium >= 7.10 mmol/L high");
            }));
    all.put("component", changed(alert -> alert.setComponent("2823-3#2")));
    all.put("a change that is critical in itself", changed(SampleAlerts::change));
    all.put("remarks", changed(alert -> alert.setRemarks(List.of("haemolysed", "unit-assumed"))));
    all.put("age unknown", changed(alert -> alert.setAgeBasis(AgeBasis.ASSUMED_ADULT)));
    all.put("tenant", changed(alert -> alert.setTenant("north")));
    for (String because :
        List.of("corrected", "component-gone", "cancelled", "entered-in-error", "deleted")) {
      all.put("retracted: " + because, retracted(because));
    }
    all.put("retracted, content withheld", withheld());
    all.put("as little as can be", least());
    all.put("hostile texts", hostile());
    all.put("years at the ends of time", changed(SampleAlerts::endsOfTime));
    return all;
  }

  static CriticalLabAlert changed(Consumer<CriticalLabAlert> change) {
    CriticalLabAlert alert = potassium();
    change.accept(alert);
    return alert;
  }

  private static CriticalLabAlert updated(Consumer<CriticalLabAlert> change) {
    CriticalLabAlert alert = potassium();
    alert.setStatus(AlertStatus.UPDATED);
    alert.setRevision(2);
    alert.setPreviousValue("6.5 mmol/L");
    alert.setStandingMs(Duration.ofMinutes(12).toMillis());
    change.accept(alert);
    return alert;
  }

  static CriticalLabAlert escalated() {
    return updated(
        alert -> {
          alert.setStatus(AlertStatus.ESCALATED);
          alert.setLevel(2);
          alert.setAcknowledgeBy(AT.plus(Duration.ofMinutes(30)));
        });
  }

  static CriticalLabAlert retracted(String because) {
    return updated(
        alert -> {
          alert.setStatus(AlertStatus.RETRACTED);
          alert.setRetractedBecause(because);
          alert.setAcknowledgeBy(null);
        });
  }

  /** As {@code AlertRecords.withoutContent} writes it. */
  static CriticalLabAlert withheld() {
    CriticalLabAlert alert = retracted("corrected");
    alert.setLoinc(null);
    alert.setAnalyte("");
    alert.setDisplay("An alert was retracted; its content is withheld.");
    alert.setValue("");
    alert.setUnit("");
    alert.setNormalizedValue(null);
    alert.setNormalizedUnit(null);
    alert.setDirection(Direction.UNKNOWN);
    alert.setLimit(null);
    alert.setLimitOperator(null);
    alert.setRule(null);
    alert.setSpecimen(null);
    alert.setResultStatus(null);
    alert.setPreviousValue(null);
    alert.setSpecimenAt(null);
    alert.setIssuedAt(null);
    alert.setDetectedBy(DetectedBy.UNKNOWN);
    alert.setEncounter(null);
    alert.setPerformer(null);
    alert.getConsent().setDecision(Decision.DENY);
    return alert;
  }

  private static void breakGlass(CriticalLabAlert alert) {
    alert.setBreakGlass(true);
    alert.setConsent(
        ConsentBasis.newBuilder()
            .setDecision(Decision.DENY)
            .setConsentId("c1")
            .setProvision("provision.provision[2]")
            .setRule("DENY_OVERRIDES")
            .build());
  }

  private static void flaggedOnly(CriticalLabAlert alert) {
    alert.setValue("positive");
    alert.setUnit("");
    alert.setDisplay("Blood culture positive flagged");
    alert.setAnalyte("Blood culture");
    alert.setLoinc(null);
    alert.setDirection(Direction.FLAGGED);
    alert.setDetectedBy(DetectedBy.LABORATORY);
    alert.setNormalizedValue(null);
    alert.setNormalizedUnit(null);
    alert.setLimit(null);
    alert.setLimitOperator(null);
    alert.setRule(null);
    alert.setSpecimen(null);
  }

  private static void change(CriticalLabAlert alert) {
    alert.setLimit(null);
    alert.setLimitOperator(null);
    alert.setChange(
        ValueChange.newBuilder()
            .setFrom(4.1)
            .setFromObservation("o0")
            .setFromAt(AT.minus(Duration.ofHours(6)))
            .setLimit(1.5)
            .setWithinMs(Duration.ofHours(24).toMillis())
            .build());
  }

  private static void endsOfTime(CriticalLabAlert alert) {
    alert.setSpecimenAt(Instant.parse("0001-01-01T00:00:00Z"));
    alert.setIssuedAt(Instant.parse("+10000-01-01T11:59:59Z"));
    alert.setAcknowledgeBy(Instant.parse("9999-12-31T23:59:59.999Z"));
  }

  /** What an Observation without anything that may be left out leads to. */
  private static CriticalLabAlert least() {
    CriticalLabAlert alert = changed(SampleAlerts::flaggedOnly);
    alert.setAnalyte(" ");
    alert.setValue("");
    alert.setAt(null);
    alert.setEncounter(null);
    alert.setPerformer(null);
    alert.setSpecimenAt(null);
    alert.setIssuedAt(null);
    alert.setResultStatus(null);
    alert.setAgeBasis(AgeBasis.UNKNOWN);
    alert.setDirection(Direction.UNKNOWN);
    alert.setProfileNotice(null);
    alert.setAcknowledgeBy(null);
    return alert;
  }

  /** Everything that a sender can choose, chosen badly. */
  private static CriticalLabAlert hostile() {
    String text =
        " \u0000\u001b[2J<script>alert(1)</script> \"'&]]>\\ \ud83e\ude78 \ud800 \u202e\r\n\t\u00a0";
    String large = text.repeat(200);
    CriticalLabAlert alert = potassium();
    alert.setPatientId("p 1/../#?%00" + text);
    alert.setObservationId("ö".repeat(1024));
    alert.setComponent(large);
    alert.setLoinc("2823-3 ");
    alert.setAnalyte(large);
    alert.setDisplay(large);
    alert.setValue("1e999999999");
    alert.setUnit(large);
    alert.setComparator("~");
    alert.setNormalizedValue(Double.NaN);
    alert.setNormalizedUnit("\u0000");
    alert.setLimit(1e300);
    alert.setLimitOperator("=");
    alert.setResultStatus(large);
    alert.setPreviousValue(large);
    alert.setEncounter("Patient/p1");
    alert.setPerformer("#lab");
    alert.setTenant(text);
    alert.setOrigin(
        Origin.newBuilder()
            .setEventId(large)
            .setSource(large)
            .setTopic("fhir.events")
            .setPartition(Integer.MAX_VALUE)
            .setOffset(Long.MAX_VALUE)
            .setTraceparent(large)
            .build());
    return alert;
  }

  static CriticalLabAlert potassium() {
    return CriticalLabAlert.newBuilder()
        .setAlertId("a7ccd526-882e-3571-9b10-a9c665eca6fc")
        .setRevision(1)
        .setStatus(AlertStatus.RAISED)
        .setPatientId("p1")
        .setObservationId("o1")
        .setLoinc("2823-3")
        .setAnalyte("Potassium")
        .setDisplay("Potassium 7.10 mmol/L high")
        .setValue("7.10")
        .setUnit("mmol/L")
        .setNormalizedValue(7.1)
        .setNormalizedUnit("mmol/L")
        .setDirection(Direction.HIGH)
        .setLimit(6.2)
        .setLimitOperator(">")
        .setDetectedBy(DetectedBy.PROFILE)
        .setRule("2823-3/P6M-")
        .setSpecimen("Ser/Plas")
        .setProfile("us-conventional")
        .setProfileVersion("1.0+4e878516e2e5")
        .setProfileNotice("Example limits, not validated by a laboratory.")
        .setPage(true)
        .setResultStatus("final")
        .setAgeBasis(AgeBasis.BIRTH_DATE)
        .setSpecimenAt(AT.minus(Duration.ofMinutes(50)))
        .setIssuedAt(AT.minus(Duration.ofMinutes(2)))
        .setAt(AT)
        .setRaisedAt(AT)
        .setAcknowledgeBy(AT.plus(Duration.ofMinutes(15)))
        .setEncounter("Encounter/e1")
        .setPerformer("https://fhir.example.org/r4/Organization/lab")
        .setConsent(
            ConsentBasis.newBuilder()
                .setDecision(Decision.PERMIT)
                .setRule("default-permit")
                .build())
        .setOrigin(
            Origin.newBuilder()
                .setEventId("e1")
                .setSource("urn:example:lab")
                .setTopic("fhir.events")
                .setPartition(0)
                .setOffset(42)
                .setTraceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .build())
        .build();
  }
}
