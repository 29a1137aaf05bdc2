package dev.vigil.config.profile;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * A change within a time that is critical in itself, either way.
 *
 * @param change in the unit of the rule, above 0; a change by more than this is critical
 * @param within time between the two specimens, the bound included
 */
public record DeltaLimit(BigDecimal change, Duration within) {}
