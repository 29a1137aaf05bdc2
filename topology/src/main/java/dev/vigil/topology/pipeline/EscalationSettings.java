package dev.vigil.topology.pipeline;

import dev.vigil.topology.domain.escalation.Ladder;

/**
 * How alerts are followed up.
 *
 * @param acks topic of acknowledgements
 * @param ladder how long each level waits
 * @param requireReadBack whether only an acknowledgement with the value read back counts
 * @param applicationId who escalates, for records of operations
 */
public record EscalationSettings(
    String acks, Ladder ladder, boolean requireReadBack, String applicationId) {}
