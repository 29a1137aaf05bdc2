package dev.vigil.topology.domain.escalation;

import dev.vigil.avro.state.AlertFollowUp;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an alert by an acknowledgement.
 *
 * @param outcome what it came to
 * @param after the alert's follow-up from now on; null: the alert is unknown
 * @param sincePage time from the page to the acknowledgement; null unless it is the first, and an
 *     alert was paged
 */
public record AckVerdict(
    AckOutcome outcome, @Nullable AlertFollowUp after, @Nullable Duration sincePage) {}
