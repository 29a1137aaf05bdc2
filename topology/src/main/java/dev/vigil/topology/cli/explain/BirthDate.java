package dev.vigil.topology.cli.explain;

/**
 * A patient's date of birth, and where it comes from.
 *
 * @param date as in FHIR, perhaps partial
 * @param origin for people
 */
public record BirthDate(String date, String origin) {}
