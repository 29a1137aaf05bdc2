package dev.vigil.serdes.alert;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.ConsentBasis;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Direction;
import dev.vigil.avro.Origin;
import dev.vigil.avro.ValueChange;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/**
 * What an alert says and FHIR has no element for, as one extension whose parts have the names of
 * the fields of {@code CriticalLabAlert}. What the alert leaves open, and what it withholds, has no
 * part.
 */
final class AlertExtension {
  private static final Set<String> PERFORMERS =
      Set.of(
          "Practitioner",
          "PractitionerRole",
          "Organization",
          "CareTeam",
          "Patient",
          "RelatedPerson");

  /** What an Encounter reference may point to. */
  static final Set<String> ENCOUNTERS = Set.of("Encounter");

  private final Extension root;

  private AlertExtension(String url) {
    this.root = new Extension(url);
  }

  static Extension of(CriticalLabAlert alert) {
    AlertExtension all = new AlertExtension(Canonical.ALERT_EXTENSION);
    all.life(alert);
    all.value(alert);
    all.judgement(alert);
    all.circumstances(alert);
    all.part(consent(alert.getConsent()));
    all.part(origin(alert.getOrigin()));
    return all.root;
  }

  private void life(CriticalLabAlert alert) {
    symbol("status", alert.getStatus(), AlertStatus.UNKNOWN);
    part("revision", new IntegerType(alert.getRevision()));
    part("page", new BooleanType(alert.getPage()));
    instant("raisedAt", alert.getRaisedAt());
    text("previousValue", alert.getPreviousValue());
    milliseconds("standing", alert.getStandingMs());
    Integer level = alert.getLevel();
    if (level != null) {
      part("level", new IntegerType(level));
    }
    instant("acknowledgeBy", alert.getAcknowledgeBy());
    code("retractedBecause", alert.getRetractedBecause());
    part("repeat", new BooleanType(alert.getRepeat()));
    text("repeatOf", alert.getRepeatOf());
    part("worsening", new BooleanType(alert.getWorsening()));
    part("breakGlass", new BooleanType(alert.getBreakGlass()));
  }

  private void value(CriticalLabAlert alert) {
    text("component", alert.getComponent());
    BigDecimal number = FhirValues.decimal(alert.getValue());
    if (number == null) {
      text("value", alert.getValue());
    } else {
      part(
          "value",
          new Quantity()
              .setValue(number)
              .setComparator(FhirValues.comparator(alert.getComparator()))
              .setUnit(FhirValues.text(alert.getUnit())));
    }
    part(
        "normalizedValue",
        FhirValues.normalized(alert.getNormalizedValue(), alert.getNormalizedUnit()));
    symbol("direction", alert.getDirection(), Direction.UNKNOWN);
    Quantity limit = FhirValues.normalized(alert.getLimit(), alert.getNormalizedUnit());
    if (limit != null) {
      limit.setComparator(FhirValues.comparator(alert.getLimitOperator()));
    }
    part("limit", limit);
    ValueChange change = alert.getChange();
    if (change != null) {
      part(change(change, alert.getNormalizedUnit()));
    }
    part("preliminary", new BooleanType(alert.getPreliminary()));
    text("resultStatus", alert.getResultStatus());
    alert.getRemarks().forEach(remark -> text("remark", remark));
  }

  private static Extension change(ValueChange change, @Nullable String unit) {
    AlertExtension parts = new AlertExtension("change");
    parts.part("from", FhirValues.normalized(change.getFrom(), unit));
    parts.part("fromObservation", FhirValues.resource("Observation", change.getFromObservation()));
    parts.instant("fromAt", change.getFromAt());
    parts.part("limit", FhirValues.normalized(change.getLimit(), unit));
    parts.milliseconds("within", change.getWithinMs());
    return parts.root;
  }

  private void judgement(CriticalLabAlert alert) {
    symbol("detectedBy", alert.getDetectedBy(), dev.vigil.avro.DetectedBy.UNKNOWN);
    text("rule", alert.getRule());
    text("specimen", alert.getSpecimen());
    text("profile", alert.getProfile());
    text("profileVersion", alert.getProfileVersion());
    text("profileNotice", alert.getProfileNotice());
    symbol("ageBasis", alert.getAgeBasis(), dev.vigil.avro.AgeBasis.UNKNOWN);
  }

  private void circumstances(CriticalLabAlert alert) {
    text("tenant", alert.getTenant());
    instant("specimenAt", alert.getSpecimenAt());
    instant("issuedAt", alert.getIssuedAt());
    part("encounter", FhirValues.received(alert.getEncounter(), ENCOUNTERS));
    part("performer", FhirValues.received(alert.getPerformer(), PERFORMERS));
  }

  private static Extension consent(ConsentBasis consent) {
    AlertExtension parts = new AlertExtension("consent");
    parts.symbol("decision", consent.getDecision(), dev.vigil.avro.Decision.UNKNOWN);
    String id = consent.getConsentId();
    if (id != null) {
      parts.part("consent", FhirValues.resource("Consent", id));
    }
    parts.text("provision", consent.getProvision());
    parts.text("rule", consent.getRule());
    return parts.root;
  }

  private static Extension origin(Origin origin) {
    AlertExtension parts = new AlertExtension("origin");
    parts.text("eventId", origin.getEventId());
    parts.text("source", origin.getSource());
    parts.text("topic", origin.getTopic());
    parts.part("partition", new IntegerType(origin.getPartition()));
    // Beyond FHIR's integers
    parts.text("offset", Long.toString(origin.getOffset()));
    parts.text("traceparent", origin.getTraceparent());
    return parts.root;
  }

  private void text(String name, @Nullable String value) {
    String text = FhirValues.text(value);
    if (text != null) {
      part(name, new StringType(text));
    }
  }

  /** Of what Vigil itself writes. */
  private void code(String name, @Nullable String value) {
    String text = FhirValues.text(value);
    if (text != null) {
      part(name, new CodeType(text));
    }
  }

  private <E extends Enum<E>> void symbol(String name, E value, E unknown) {
    if (value != unknown) {
      code(name, value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }

  private void instant(String name, @Nullable Instant time) {
    part(name, FhirValues.instant(time));
  }

  private void milliseconds(String name, @Nullable Long count) {
    if (count != null) {
      Duration duration = new Duration();
      duration.setValue(count).setUnit("ms").setSystem(FhirValues.UCUM).setCode("ms");
      part(name, duration);
    }
  }

  private void part(String name, @Nullable Type value) {
    if (value != null) {
      root.addExtension(new Extension(name, value));
    }
  }

  private void part(Extension nested) {
    root.addExtension(nested);
  }
}
