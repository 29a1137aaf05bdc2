package dev.vigil.bench.state;

/**
 * One start of the application.
 *
 * @param firstSeconds from the start of the process until the first record was processed
 * @param allSeconds the same for the last partition
 * @param cpuSeconds processor time of the application until then
 * @param peakBytes the most memory it had, heap and all else
 * @param diskBytes what its state directory took after it had stopped
 * @param knowsThePast whether it took a resent event for a duplicate and a patient's deny for one
 */
record Restore(
    double firstSeconds,
    double allSeconds,
    double cpuSeconds,
    long peakBytes,
    long diskBytes,
    boolean knowsThePast) {}
