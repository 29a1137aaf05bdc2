package dev.vigil.topology.cli.explain;

import dev.vigil.avro.state.PatientState;
import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.serdes.fhir.ConsentReader;
import dev.vigil.serdes.fhir.FhirInstant;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.UnreadableResource;
import dev.vigil.topology.cli.io.ResourceVisitor;
import dev.vigil.topology.domain.patient.KeptConsents;
import dev.vigil.topology.domain.patient.PatientFacts;
import dev.vigil.topology.domain.patient.PatientFacts.ConsentFacts;
import dev.vigil.topology.domain.patient.PatientFacts.UnreadableConsent;
import dev.vigil.topology.domain.patient.PatientStateUpdate;
import dev.vigil.topology.domain.patient.PatientStateUpdate.Coordinates;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The state that Consents from files leave a patient in, had they come as events in that order. One
 * that cannot be read is indeterminate, as it is for a patient whose Consent became a dead letter.
 */
final class ConsentsGiven implements ResourceVisitor {
  private final KeptConsents bounds;
  private final Instant at;
  private final Consumer<String> warnings;
  private final OnePatient patient;
  private PatientState state = PatientState.newBuilder().build();
  private long taken;
  private long skipped;

  /**
   * No Consents yet.
   *
   * @param at the time they came, which counts where a Consent says none
   * @param warnings takes one line each
   */
  ConsentsGiven(KeptConsents bounds, Instant at, OnePatient patient, Consumer<String> warnings) {
    this.bounds = bounds;
    this.at = at;
    this.patient = patient;
    this.warnings = warnings;
  }

  PatientState state() {
    return state;
  }

  /** Says what was left out, when all files are read. */
  void conclude() {
    if (skipped > 0) {
      warnings.accept(
          skipped == 1
              ? "skipped 1 resource that is no Consent"
              : "skipped %d resources that are no Consents".formatted(skipped));
    }
    if (taken == 0) {
      warnings.accept("there is no Consent in the files of --consent");
    }
  }

  @Override
  public void resource(String place, FhirResource resource) {
    if (!resource.resourceType().equals("Consent")) {
      skipped++;
      return;
    }
    patient.consent(place, resource);
    Instant lastUpdated = FhirInstant.parse(resource.lastUpdated());
    ResourceVersion version =
        ResourceVersion.newBuilder(unknownVersion())
            .setVersionId(nullIfEmpty(resource.versionId()))
            .setLastUpdated(lastUpdated == null ? null : lastUpdated.toEpochMilli())
            .build();
    try {
      apply(new ConsentFacts(ConsentReader.read(resource, version)));
    } catch (UnreadableResource e) {
      lost(place, resource.id(), version, e.reason());
    }
  }

  @Override
  public void unreadable(
      String place, @Nullable String resourceType, @Nullable String id, String fault) {
    if (resourceType == null || resourceType.equals("Consent")) {
      lost(place, id, unknownVersion(), fault);
    } else {
      skipped++;
    }
  }

  @Override
  public void deletion(String place, DeletedEntry entry) {
    warnings.accept(place + ": a deletion; it is not applied, leave out what was deleted");
  }

  private void lost(String place, @Nullable String id, ResourceVersion version, String fault) {
    warnings.accept(
        "%s: cannot be read (%s): %s is indeterminate, as in production"
            .formatted(
                place,
                fault,
                id == null || id.isBlank() ? "a Consent without known id" : "Consent " + id));
    apply(new UnreadableConsent(id == null || id.isBlank() ? "" : id, version));
  }

  private void apply(PatientFacts facts) {
    state = PatientStateUpdate.apply(state, facts, new Coordinates("files", 0, taken, at), bounds);
    taken++;
  }

  private ResourceVersion unknownVersion() {
    return ResourceVersion.newBuilder().setSource("").setEventTime(at.toEpochMilli()).build();
  }

  private static @Nullable String nullIfEmpty(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
