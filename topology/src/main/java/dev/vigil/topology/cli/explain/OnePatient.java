package dev.vigil.topology.cli.explain;

import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.PatientReference;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices when what is asked about is not one patient's: in production a Consent counts for its own
 * patient only. Names places, not patients.
 */
final class OnePatient {
  private @Nullable String id;
  private @Nullable String consent;
  private final Strangers consents = new Strangers();
  private final Strangers resources = new Strangers();

  void consent(String place, FhirResource resource) {
    String patient = patientOf(resource);
    if (patient == null) {
      return;
    }
    if (id == null) {
      id = patient;
      consent = place;
    } else if (!id.equals(patient)) {
      consents.add(place);
    }
  }

  void resource(String place, FhirResource resource) {
    String patient = patientOf(resource);
    if (patient != null && id != null && !id.equals(patient)) {
      resources.add(place);
    }
  }

  /** Says what was noticed, when everything is read. */
  void conclude(Consumer<String> warnings) {
    if (consents.count > 0) {
      warnings.accept(
          "%s: another patient than in %s; in production a Consent counts for its own patient only"
              .formatted(consents.text(), consent));
    }
    if (resources.count > 0) {
      warnings.accept(
          "%s: another patient than in %s, whose Consent does not count for it in production"
              .formatted(resources.text(), consent));
    }
  }

  private static @Nullable String patientOf(FhirResource resource) {
    if (resource.resourceType().equals("Patient")) {
      return resource.id();
    }
    return resource.patientReferences().stream()
        .map(PatientReference::idIn)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static final class Strangers {
    private String first = "";
    private long count;

    void add(String place) {
      first = count == 0 ? place : first;
      count++;
    }

    String text() {
      return count == 1 ? first : "%s and %d more".formatted(first, count - 1);
    }
  }
}
