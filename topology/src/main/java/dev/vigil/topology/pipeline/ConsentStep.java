package dev.vigil.topology.pipeline;

import dev.vigil.avro.state.PatientState;
import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.topology.domain.consent.AskedAbout;
import dev.vigil.topology.domain.consent.AskedAboutResource;
import dev.vigil.topology.domain.consent.CompiledConsents;
import dev.vigil.topology.domain.consent.ConsentDecision;
import dev.vigil.topology.domain.consent.ConsentEngine;
import dev.vigil.topology.domain.consent.Interpretation;
import dev.vigil.topology.domain.consent.OutputPolicy;
import dev.vigil.topology.domain.consent.Withheld;
import dev.vigil.topology.domain.order.VersionOrder;
import dev.vigil.topology.domain.patient.PatientFacts.IndeterminateCleared;
import dev.vigil.topology.domain.patient.PatientFacts.Understood;
import dev.vigil.topology.domain.patient.PatientStateUpdate;
import dev.vigil.topology.pipeline.Judgement.DecisionChanges;
import dev.vigil.topology.pipeline.Judgement.Disclosures;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides for every output whether the record may go there. */
final class ConsentStep implements Step {
  /** Note: more Consents than are kept, so that the patient's consent is indeterminate. */
  private static final String CONSENTS_OVERFLOW = "consents-overflow";

  /**
   * Note: the Consents from this record on include one whose policyRule and root disagree, so that
   * the more restrictive counts.
   */
  private static final String CONSENT_CONTRADICTORY = "consent-contradictory";

  private static final CompiledConsents NO_CONSENTS =
      CompiledConsents.compile(null, Interpretation.DEFAULT);

  private final List<ConsentEngine> outputs;
  private final ConsentEngine alerts;
  private final boolean notices;
  private final Interpretation interpretation;
  private final InstantSource clock;
  private final KnownPatients known;

  ConsentStep(
      List<OutputPolicy> outputs,
      OutputPolicy alerts,
      Interpretation interpretation,
      InstantSource clock,
      KnownPatients known) {
    this.outputs = outputs.stream().map(ConsentEngine::new).toList();
    this.alerts = new ConsentEngine(alerts);
    this.notices = outputs.stream().anyMatch(output -> output.withheld() == Withheld.NOTICE);
    this.interpretation = interpretation;
    this.clock = clock;
    this.known = known;
  }

  @Override
  public String name() {
    return "consent-decisions";
  }

  @Override
  public void complete(Judgement judgement) {
    CompiledConsents compiled = recognise(judgement);
    PatientState patient = judgement.patient();
    PatientState changedHere = isChangedBy(patient, judgement.input()) ? patient : null;
    if (judgement.facts() instanceof IndeterminateCleared clear) {
      judgement.note(ClearNotes.of(clear, patient, changedHere != null));
    } else if (judgement.facts() != null
        && !(judgement.facts() instanceof Understood)
        && changedHere == null) {
      judgement.superseded();
    } else if (judgement.replay().isRun() && isOutdated(patient, judgement)) {
      judgement.superseded();
    }
    if (patient != null && patient.getOverflow()) {
      judgement.note(CONSENTS_OVERFLOW);
    }
    if (changedHere != null && compiled.contradictory() > 0) {
      judgement.note(CONSENT_CONTRADICTORY);
    }
    Instant now = clock.instant();
    boolean consents =
        patient != null && (!patient.getConsents().isEmpty() || patient.getOverflow());
    AskedAbout about = consents ? about(judgement.event()) : null;
    List<ConsentDecision> decisions = decide(compiled, now, about);
    judgement.disclosures(
        new Disclosures(
            decisions,
            openOtherwise(decisions, compiled, now),
            alerts.decide(compiled, now, about),
            changedHere != null && changesConsents(judgement)
                ? change(changedHere, compiled, now)
                : null));
  }

  /** The Consents of the record's patient; has its state decoded at most once per revision. */
  private CompiledConsents recognise(Judgement judgement) {
    StoredPatient stored = judgement.storedPatient();
    if (stored == null) {
      return NO_CONSENTS;
    }
    byte[] key = Objects.requireNonNull(judgement.input().key(), "state without a key");
    KnownPatients.Known patient = known.find(key, stored);
    judgement.patient(patient.stored());
    return patient.consents();
  }

  private List<ConsentDecision> decide(
      CompiledConsents consents, Instant now, @Nullable AskedAbout about) {
    List<ConsentDecision> decisions = new ArrayList<>(outputs.size());
    for (ConsentEngine output : outputs) {
      decisions.add(output.decide(consents, now, about));
    }
    return decisions;
  }

  /**
   * Only an output that is open for the patient is told of what it misses: to any other a notice
   * would disclose that the patient is here.
   */
  private Set<Integer> openOtherwise(
      List<ConsentDecision> decisions, CompiledConsents consents, Instant now) {
    if (!notices) {
      return Set.of();
    }
    Set<Integer> open = new HashSet<>();
    for (int i = 0; i < outputs.size(); i++) {
      ConsentEngine output = outputs.get(i);
      if (!decisions.get(i).permitted()
          && output.policy().withheld() == Withheld.NOTICE
          && output.decide(consents, now, null).permitted()) {
        open.add(i);
      }
    }
    return open;
  }

  private static boolean changesConsents(Judgement judgement) {
    return judgement.isClear()
        || judgement.facts() instanceof Understood
        || judgement.event().resourceType().equals("Consent");
  }

  private DecisionChanges change(PatientState state, CompiledConsents after, Instant now) {
    List<ConsentDecision> before = asAWhole(compile(PatientStateUpdate.before(state)), now);
    PatientState lastRead = PatientStateUpdate.lastReadBefore(state);
    return new DecisionChanges(
        before, lastRead == null ? before : asAWhole(compile(lastRead), now), asAWhole(after, now));
  }

  private CompiledConsents compile(PatientState state) {
    return CompiledConsents.compile(state, interpretation);
  }

  private List<ConsentDecision> asAWhole(CompiledConsents consents, Instant now) {
    List<ConsentDecision> decisions = decide(consents, now, null);
    decisions.add(alerts.decide(consents, now, null));
    return decisions;
  }

  private static boolean isChangedBy(@Nullable PatientState patient, InputRecord input) {
    return patient != null
        && PatientStateUpdate.isChangedBy(
            patient, input.topic(), input.partition(), input.offset());
  }

  /** A reprocessing run changes no state that could tell. */
  private static boolean isOutdated(@Nullable PatientState patient, Judgement judgement) {
    ChangeEvent event = judgement.event();
    if (patient == null || !ResourceVersions.areKeptWithPatient(event)) {
      return false;
    }
    ResourceVersion version = ResourceVersions.of(event, judgement.input().timestamp());
    return event.resourceType().equals("Patient")
        ? VersionOrder.isOlder(version, patient.getPatientVersion())
        : PatientStateUpdate.isOutdated(patient, event.resourceId(), version);
  }

  private static AskedAbout about(ChangeEvent event) {
    FhirResource resource = event.resource();
    return resource == null
        ? AskedAbout.onlyType(event.resourceType(), event.resourceType() + "/" + event.resourceId())
        : new AskedAboutResource(resource);
  }
}
