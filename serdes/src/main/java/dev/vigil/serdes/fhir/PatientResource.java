package dev.vigil.serdes.fhir;

import org.jspecify.annotations.Nullable;

/**
 * What Vigil takes from a Patient.
 *
 * @param birthDate as received (a day, a month or a year); null if absent or not a FHIR date
 * @param deceased deceasedBoolean is true or deceasedDateTime is present
 * @param linked a link says that this record replaces another or is replaced by it: a merge
 */
public record PatientResource(@Nullable String birthDate, boolean deceased, boolean linked) {}
