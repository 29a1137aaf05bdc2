package dev.vigil.serdes.fhir;

import org.jspecify.annotations.Nullable;

/** A FHIR Coding as received; parts that were not sent, or are not text, are null. */
public record Coding(@Nullable String system, @Nullable String code, @Nullable String display) {}
