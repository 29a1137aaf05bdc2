package dev.vigil.topology.runtime.audit.trace;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was looked through.
 *
 * @param topic full name
 * @param partitions which
 * @param ofPartitions how many the topic has
 * @param records how many were read
 * @param oldest when the oldest of them was written or, of audit records, its input arrived; null:
 *     there was none
 * @param truncated whether retention may have deleted some of the period's
 */
public record Searched(
    String topic,
    List<Integer> partitions,
    int ofPartitions,
    long records,
    @Nullable Instant oldest,
    boolean truncated) {}
