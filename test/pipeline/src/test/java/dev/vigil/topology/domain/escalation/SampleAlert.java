package dev.vigil.topology.domain.escalation;

import dev.vigil.avro.AgeBasis;
import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.ConsentBasis;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Decision;
import dev.vigil.avro.DetectedBy;
import dev.vigil.avro.Direction;
import dev.vigil.avro.Origin;

/** A critical potassium that was raised at {@link FollowUpText#START}. */
final class SampleAlert {
  private SampleAlert() {}

  static CriticalLabAlert potassium(AlertStatus status, int revision, boolean page) {
    return CriticalLabAlert.newBuilder()
        .setAlertId("a1")
        .setRevision(revision)
        .setStatus(status)
        .setPatientId("p1")
        .setObservationId("o1")
        .setAnalyte("Potassium")
        .setDisplay("Potassium > 7.1 mmol/L high")
        .setComparator(">")
        .setValue("7.1")
        .setUnit("mmol/L")
        .setNormalizedValue(7.1)
        .setNormalizedUnit("mmol/L")
        .setDirection(Direction.HIGH)
        .setLimit(6.2)
        .setDetectedBy(DetectedBy.PROFILE)
        .setAgeBasis(AgeBasis.BIRTH_DATE)
        .setProfile("us-conventional")
        .setProfileVersion("1.0+3f2a9c417b08")
        .setPage(page)
        .setWorsening(revision > 1)
        .setAt(FollowUpText.START)
        .setRaisedAt(FollowUpText.START)
        .setConsent(consent(Decision.PERMIT))
        .setOrigin(
            Origin.newBuilder()
                .setEventId("e1")
                .setSource("lis")
                .setTopic("fhir.events")
                .setPartition(0)
                .setOffset(1)
                .build())
        .build();
  }

  static ConsentBasis consent(Decision decision) {
    return ConsentBasis.newBuilder().setDecision(decision).setRule("default").build();
  }
}
