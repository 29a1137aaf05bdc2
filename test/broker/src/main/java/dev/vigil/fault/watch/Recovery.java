package dev.vigil.fault.watch;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a fault cost, seen by a consumer of committed records.
 *
 * @param idle the longest that a partition stood still: acknowledged input waited, and nothing was
 *     audited
 * @param idlePartition which partition that was; -1: none stood still
 * @param idleByPartition the longest of each partition
 * @param firstRecordAfter how long after the instant the first record was audited that was sent
 *     after it, by partition; a partition without one is not there
 * @param takeover the longest of these; null: a partition got input since, and none of it is
 *     audited yet, or none got any
 * @param lagBefore records that waited just before the instant
 * @param maxLag records that waited at most
 * @param workedOff how long after the instant no more waited than before it; null: not yet
 */
public record Recovery(
    Duration idle,
    int idlePartition,
    Map<Integer, Duration> idleByPartition,
    Map<Integer, Duration> firstRecordAfter,
    @Nullable Duration takeover,
    long lagBefore,
    long maxLag,
    @Nullable Duration workedOff) {}
