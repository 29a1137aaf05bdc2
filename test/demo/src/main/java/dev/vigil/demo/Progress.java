package dev.vigil.demo;

/**
 * How far the demo is.
 *
 * @param counts what came out
 * @param expected how many records there will be
 * @param rate records a second, lately
 */
record Progress(Counts counts, long expected, double rate) {
  boolean isComplete() {
    return counts.auditRecords() >= expected && counts.lag() == 0;
  }
}
