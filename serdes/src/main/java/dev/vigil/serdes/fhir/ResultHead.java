package dev.vigil.serdes.fhir;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a result is about and how the laboratory flagged it: the part of an Observation, or of one
 * of its components, that decides whether the rest must be read.
 *
 * @param codings codings of {@code code}, in the order received
 * @param text text of {@code code}
 * @param interpretation codings of {@code interpretation}; a text without coding counts as a code
 *     without system
 * @param codeMalformed {@code code} is missing, or something in it has the wrong JSON type
 * @param interpretationMalformed something in {@code interpretation} has the wrong JSON type
 */
public record ResultHead(
    List<Coding> codings,
    @Nullable String text,
    List<Coding> interpretation,
    boolean codeMalformed,
    boolean interpretationMalformed) {}
