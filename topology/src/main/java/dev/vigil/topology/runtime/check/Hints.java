package dev.vigil.topology.runtime.check;

import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.ProvisionState;
import dev.vigil.serdes.event.Change;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.ReplayHeaders;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.PatientReader;
import dev.vigil.serdes.fhir.PatientReference;
import dev.vigil.serdes.fhir.PatientResource;
import dev.vigil.topology.domain.order.VersionOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Finds what is no fault of a valid event, and will hurt. */
final class Hints {
  private Hints() {}

  /**
   * Of one event.
   *
   * @param consent the Consent that the event brings; null: none
   */
  static List<Hint> of(ChangeEvent event, Headers headers, @Nullable ConsentState consent) {
    List<Hint> hints = new ArrayList<>();
    add(hints, event.idDerived(), Hint.NO_EVENT_ID);
    add(hints, event.source().isEmpty(), Hint.NO_SOURCE);
    add(hints, event.timestampAssumed(), Hint.NO_TIMESTAMP);
    add(hints, !isOrdered(event), Hint.NO_VERSION);
    FhirResource resource = event.resource();
    if (event.idOnly()) {
      hints.add(
          switch (event.resourceType()) {
            case "Observation" -> Hint.OBSERVATION_ID_ONLY;
            case "Consent" -> Hint.CONSENT_ID_ONLY;
            default -> Hint.ID_ONLY;
          });
    } else if (resource != null && event.resourceType().equals("Patient")) {
      patient(resource, hints);
    } else if (resource != null) {
      add(hints, !namesPatient(resource), Hint.PATIENT_NOT_NAMED);
    }
    add(hints, consent != null && isPartlyRead(consent), Hint.CONSENT_PARTLY_READ);
    add(hints, hasVigilHeader(headers), Hint.VIGIL_HEADER);
    return hints;
  }

  private static void add(List<Hint> hints, boolean applies, Hint hint) {
    if (applies) {
      hints.add(hint);
    }
  }

  /** A deletion without a version counts by the time of the event. */
  private static boolean isOrdered(ChangeEvent event) {
    return event.lastUpdated() != null
        || VersionOrder.isNumber(event.versionId())
        || (event.change() == Change.DELETED && !event.timestampAssumed());
  }

  private static void patient(FhirResource resource, List<Hint> hints) {
    PatientResource patient = PatientReader.read(resource);
    if (patient.birthDate() == null) {
      hints.add(
          resource.member("birthDate") == null
              ? Hint.BIRTH_DATE_MISSING
              : Hint.BIRTH_DATE_UNREADABLE);
    }
    add(hints, patient.linked(), Hint.PATIENT_LINKED);
  }

  private static boolean namesPatient(FhirResource resource) {
    return resource.patientReferences().stream()
        .anyMatch(reference -> PatientReference.idIn(reference) != null);
  }

  private static boolean isPartlyRead(ConsentState consent) {
    ProvisionState provision = consent.getProvision();
    return !consent.getUnreadable().isEmpty() || (provision != null && isPartlyRead(provision));
  }

  private static boolean isPartlyRead(ProvisionState provision) {
    return !provision.getUnreadable().isEmpty()
        || provision.getProvisions().stream().anyMatch(Hints::isPartlyRead);
  }

  private static boolean hasVigilHeader(Headers headers) {
    for (Header header : headers) {
      if (header.key().startsWith(ReplayHeaders.PREFIX)) {
        return true;
      }
    }
    return false;
  }
}
