package dev.vigil.topology.pipeline;

import dev.vigil.avro.state.PatientState;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.fhir.FhirResource;

/** Judges the values of an Observation. */
final class CriticalLabStep implements Step {
  @Override
  public String name() {
    return "critical-lab";
  }

  @Override
  public void complete(Judgement judgement) {
    ChangeEvent event = judgement.event();
    FhirResource resource = event.resource();
    if (resource != null && AlertStep.concerns(judgement)) {
      PatientState patient = judgement.patient();
      judgement.lab(
          judgement
              .rules()
              .judge(resource, patient == null ? null : patient.getBirthDate(), event.timestamp()));
    }
  }
}
