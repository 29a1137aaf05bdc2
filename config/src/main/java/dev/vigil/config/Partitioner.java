package dev.vigil.config;

/** How the producers of the inputs choose a partition from the record key. */
public enum Partitioner {
  /** The Java client's default, murmur2. */
  MURMUR2,
  /** The default of librdkafka and what builds on it, CRC32. */
  CRC32,
  /** Something else: partitions are not checked. */
  NONE
}
