package dev.vigil.topology.pipeline;

import dev.vigil.avro.ReviewItem;
import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.serdes.event.Change;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.DeadLetterHeaders;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.event.Envelope;
import dev.vigil.serdes.event.PatientKey;
import dev.vigil.serdes.fhir.ConsentReader;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.PatientReader;
import dev.vigil.serdes.fhir.PatientResource;
import dev.vigil.serdes.fhir.UnreadableResource;
import dev.vigil.serdes.fhir.Utf8;
import dev.vigil.topology.domain.patient.PatientFacts;
import dev.vigil.topology.domain.patient.PatientFacts.ConsentDeleted;
import dev.vigil.topology.domain.patient.PatientFacts.ConsentFacts;
import dev.vigil.topology.domain.patient.PatientFacts.IndeterminateCleared;
import dev.vigil.topology.domain.patient.PatientFacts.PatientBasics;
import dev.vigil.topology.domain.patient.PatientFacts.PatientDeleted;
import dev.vigil.topology.domain.patient.PatientFacts.Understood;
import dev.vigil.topology.domain.patient.PatientFacts.UnreadableConsent;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a Consent or a Patient says about its patient. A Consent that became a dead letter
 * says something too: that the one known before may no longer hold.
 */
final class PatientFactsStep implements Step {
  /** Reason of a review item: this patient's record was merged with another's. */
  static final String PATIENT_LINKED = "patient-linked";

  /** Longest record key of a patient, in bytes: tenant and id, each bounded in an event. */
  private static final int MAX_KEY_BYTES = 4 * 1024;

  private final String consentsTopic;
  private final boolean tenants;

  /**
   * For one set of topics.
   *
   * @param consentsTopic topic on which everything is a Consent; empty: none
   * @param tenants whether record keys name the tenant
   */
  PatientFactsStep(String consentsTopic, boolean tenants) {
    this.consentsTopic = consentsTopic;
    this.tenants = tenants;
  }

  @Override
  public String name() {
    return "patient-facts";
  }

  @Override
  public boolean appliesTo(Judgement judgement) {
    // What a reprocessing run sends again took effect when it came.
    return (!judgement.isDuplicate() || isReplay(judgement))
        && judgement.ack() == null
        && !judgement.replay().isRun();
  }

  private static boolean isReplay(Judgement judgement) {
    return judgement.replay().origin() != null;
  }

  @Override
  public void complete(Judgement judgement) {
    if (judgement.deadLetter() != null) {
      PatientFacts lost = lostConsent(judgement);
      if (lost != null) {
        judgement.facts(lost);
      }
    } else {
      read(judgement);
    }
    if (judgement.deadLetter() != null && failsAsBefore(judgement)) {
      // All that this could say was said when it failed first; an operator may have cleared it.
      judgement.forgetFacts();
    }
  }

  private void read(Judgement judgement) {
    if (isReplay(judgement) && mayHaveMarked(judgement)) {
      judgement.facts(new Understood());
    }
    if (judgement.isDuplicate()) {
      return;
    }
    ChangeEvent event = judgement.event();
    if (judgement.isClear()) {
      judgement.facts(cleared(event));
      return;
    }
    switch (event.resourceType()) {
      case "Consent" -> readConsent(judgement, event);
      case "Patient" -> readPatient(judgement, event);
      default -> {
        // Says nothing about consent or age.
      }
    }
  }

  /** Whether the record, when it failed, may have been taken for a Consent of unknown id. */
  private boolean mayHaveMarked(Judgement judgement) {
    String origin = Objects.requireNonNullElse(judgement.replay().origin(), "");
    return judgement.event().resourceType().equals("Consent")
        || (!consentsTopic.isEmpty() && origin.startsWith(consentsTopic + ":"));
  }

  /** Whether a replay is a dead letter again for the very reason that its headers tell. */
  private static boolean failsAsBefore(Judgement judgement) {
    Judgement.DeadLetter deadLetter = judgement.deadLetter();
    if (!isReplay(judgement) || deadLetter == null) {
      return false;
    }
    Headers headers = judgement.input().headers();
    return deadLetter.reason().code().equals(text(headers, DeadLetterHeaders.REASON))
        && Objects.equals(deadLetter.location(), text(headers, DeadLetterHeaders.LOCATION));
  }

  private static @Nullable String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null ? null : Utf8.decode(header.value());
  }

  private static PatientFacts cleared(ChangeEvent event) {
    boolean one = event.resourceType().equals("Consent");
    return new IndeterminateCleared(
        one ? event.resourceId() : null, Objects.requireNonNullElse(event.versionId(), ""));
  }

  private static void readConsent(Judgement judgement, ChangeEvent event) {
    ResourceVersion version = ResourceVersions.of(event, judgement.input().timestamp());
    if (event.change() == Change.DELETED) {
      judgement.facts(new ConsentDeleted(event.resourceId(), version));
      return;
    }
    // Whatever goes wrong below, the older version must not stay silently in force.
    judgement.facts(new UnreadableConsent(event.resourceId(), version));
    FhirResource resource = event.resource();
    if (resource == null) {
      return;
    }
    try {
      judgement.facts(new ConsentFacts(ConsentReader.read(resource, version)));
    } catch (UnreadableResource e) {
      judgement.fail(DeadLetterReason.UNREADABLE_CONSENT, e.reason());
    }
  }

  private static void readPatient(Judgement judgement, ChangeEvent event) {
    ResourceVersion version = ResourceVersions.of(event, judgement.input().timestamp());
    FhirResource resource = event.resource();
    if (event.change() == Change.DELETED) {
      judgement.facts(new PatientDeleted(version));
    } else if (resource != null) {
      PatientResource patient = PatientReader.read(resource);
      judgement.facts(new PatientBasics(patient.birthDate(), patient.deceased(), version));
      if (patient.linked()) {
        judgement.review(
            ReviewItem.newBuilder()
                .setReason(PATIENT_LINKED)
                .setTenant(event.tenant())
                .setPatientId(event.patientId())
                .setAt(Instant.ofEpochMilli(judgement.input().timestamp()))
                .setOrigin(Origins.of(judgement))
                .build());
      }
    }
  }

  /** The Consent that a dead letter was to change; null if it was none, or whose is not known. */
  private @Nullable PatientFacts lostConsent(Judgement judgement) {
    byte[] key = judgement.input().key();
    Judgement.DeadLetter deadLetter = judgement.deadLetter();
    boolean elsewhere =
        deadLetter != null && deadLetter.reason() == DeadLetterReason.WRONG_PARTITION;
    if (key == null || elsewhere || !isOfPatient(key)) {
      return null;
    }
    if (judgement.hasEvent()) {
      ChangeEvent event = judgement.event();
      return event.resourceType().equals("Consent") && !judgement.isClear()
          ? new UnreadableConsent(
              event.resourceId(), ResourceVersions.of(event, judgement.input().timestamp()))
          : null;
    }
    Envelope envelope = judgement.envelope();
    if (envelope != null && envelope.isClear()) {
      return null;
    }
    if (envelope != null && envelope.concernsConsent()) {
      return new UnreadableConsent(bounded(envelope.resourceId()), version(envelope, judgement));
    }
    return judgement.input().topic().equals(consentsTopic)
        ? new UnreadableConsent("", version(null, judgement))
        : null;
  }

  /** What is kept under a key that no event can have would stay for ever. */
  private boolean isOfPatient(byte[] key) {
    return key.length <= MAX_KEY_BYTES && PatientKey.parse(key, tenants) != null;
  }

  private static ResourceVersion version(@Nullable Envelope envelope, Judgement judgement) {
    Long original = judgement.replay().originalTimestamp();
    long arrived = original == null ? judgement.input().timestamp() : original;
    return ResourceVersion.newBuilder()
        .setSource(envelope == null ? "" : bounded(envelope.source()))
        .setVersionId(envelope == null ? null : bounded(envelope.versionId()))
        .setEventTime(arrived)
        .setArrivedAt(arrived)
        .setReplayed(original != null)
        .build();
  }

  /** What could not be checked may be of any length; an id that long names no Consent. */
  private static String bounded(@Nullable String text) {
    return text == null || text.length() > 256 ? "" : text;
  }
}
