package dev.vigil.topology.cli.explain;

import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.PatientReader;
import dev.vigil.serdes.fhir.PatientReference;
import dev.vigil.topology.cli.io.ResourceVisitor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The birth dates of the Patients in the input; of one that comes twice the last counts. */
final class PatientsGiven implements ResourceVisitor {
  private static final String IN_THE_INPUT = "Patient in the input";
  private static final String URN = "urn:uuid:";

  private final @Nullable BirthDate otherwise;
  private final Map<String, String> birthDates = new HashMap<>();

  /**
   * No Patients yet.
   *
   * @param otherwise for Observations whose Patient is not in the input, or has no birth date
   */
  PatientsGiven(@Nullable BirthDate otherwise) {
    this.otherwise = otherwise;
  }

  /** The birth date of the patient that an Observation is about; null if unknown. */
  @Nullable BirthDate of(FhirResource observation) {
    for (String reference : observation.patientReferences()) {
      // Transactions refer to their own entries so; Synthea's ids are the same UUIDs.
      String id =
          reference.startsWith(URN)
              ? reference.substring(URN.length())
              : PatientReference.idIn(reference);
      String date = id == null ? null : birthDates.get(id);
      if (date != null) {
        return new BirthDate(date, IN_THE_INPUT);
      }
    }
    return otherwise;
  }

  @Override
  public void resource(String place, FhirResource resource) {
    String id = resource.id();
    if (id != null && resource.resourceType().equals("Patient")) {
      String date = PatientReader.read(resource).birthDate();
      if (date == null) {
        birthDates.remove(id);
      } else {
        birthDates.put(id, date);
      }
    }
  }

  @Override
  public void unreadable(
      String place, @Nullable String resourceType, @Nullable String id, String fault) {
    // Whoever judges the Observations reads the same and says so.
  }

  @Override
  public void deletion(String place, DeletedEntry entry) {
    // As above.
  }
}
