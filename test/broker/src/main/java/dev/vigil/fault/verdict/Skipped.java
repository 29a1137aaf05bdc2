package dev.vigil.fault.verdict;

/**
 * Input records that retention deleted before they were read.
 *
 * @param from the first offset
 * @param to the first that is beyond
 */
public record Skipped(int partition, long from, long to) {
  boolean covers(int ofPartition, long offset) {
    return ofPartition == partition && offset >= from && offset < to;
  }
}
