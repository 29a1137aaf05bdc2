package dev.vigil.topology.domain.escalation;

import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.state.AlertFollowUp;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an alert that nobody acknowledged in time.
 *
 * @param alert the alert record to write; null: none, a person is told instead
 * @param review reason of the review item to write; null: none
 * @param ended why the alert is not escalated any more, a stable code; null: it may be
 * @param after the alert's follow-up from now on
 */
public record EscalationDecision(
    @Nullable CriticalLabAlert alert,
    @Nullable String review,
    @Nullable String ended,
    AlertFollowUp after) {}
