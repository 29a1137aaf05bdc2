package dev.vigil.config.profile;

import java.math.BigDecimal;

/**
 * A critical limit, in the unit of its rule.
 *
 * @param value the limit as written
 * @param inclusive whether the limit itself is critical (&lt;= or &gt;=)
 */
public record Limit(BigDecimal value, boolean inclusive) {}
