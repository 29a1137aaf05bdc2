package dev.vigil.topology.runtime.audit.verify;

import java.util.Arrays;

/** What verification needs of one audit record; used again for the next. */
final class AuditFields {
  /** The topic is no input. */
  static final int FOREIGN = -1;

  /** Bytes of the record they were read from. */
  byte[] value = {};

  /** Index of the input topic; {@link #FOREIGN}: none. */
  int input;

  int topicFrom;
  int topicTo;
  int partition;
  long offset;
  boolean hasPrevious;
  long previousOffset;

  /** Where the hash of the record before stands; -1: nowhere. */
  int previousHashAt;

  int previousHashLength;
  int hashAt;
  int hashLength;

  /** How many records were written, by channel. */
  final int[] written;

  /** Written to outputs that are not configured any more. */
  long unconfigured;

  /** The output whose entry is being read; -1: not configured any more. */
  int output;

  AuditFields(int channels) {
    this.written = new int[channels];
  }

  void clear(byte[] next) {
    value = next;
    input = FOREIGN;
    topicFrom = 0;
    topicTo = 0;
    partition = -1;
    offset = -1;
    hasPrevious = false;
    previousOffset = -1;
    previousHashAt = -1;
    previousHashLength = 0;
    hashAt = -1;
    hashLength = 0;
    Arrays.fill(written, 0);
    unconfigured = 0;
    output = -1;
  }

  byte[] hash() {
    return Arrays.copyOfRange(value, hashAt, hashAt + hashLength);
  }

  boolean hasPreviousHash(byte[] hash) {
    return previousHashAt >= 0
        && Arrays.equals(
            value, previousHashAt, previousHashAt + previousHashLength, hash, 0, hash.length);
  }
}
