package dev.vigil.serdes.fhir;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cheap look at an Observation.
 *
 * @param status as received; null if missing or not text
 * @param result code and interpretation of the Observation itself
 * @param components code and interpretation of each component
 * @param componentsMalformed the member is not a list of objects
 */
public record ObservationHead(
    @Nullable String status,
    ResultHead result,
    List<ResultHead> components,
    boolean componentsMalformed) {}
