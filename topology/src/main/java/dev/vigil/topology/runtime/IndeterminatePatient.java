package dev.vigil.topology.runtime;

import dev.vigil.serdes.event.PatientKey;
import dev.vigil.topology.domain.patient.Indeterminate;

/**
 * A patient whose consent is indeterminate.
 *
 * @param patient whom
 * @param partition where the patient's records are
 * @param what what is indeterminate
 */
public record IndeterminatePatient(PatientKey patient, int partition, Indeterminate what) {}
