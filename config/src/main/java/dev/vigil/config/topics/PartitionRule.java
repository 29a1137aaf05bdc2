package dev.vigil.config.topics;

/** How many partitions a topic has. */
public enum PartitionRule {
  /** As many as every input; fixed once state exists. */
  SAME_AS_INPUTS,
  /** One, so that its records are read in the order they were written. */
  SINGLE,
  /** As the operator likes. */
  FREE
}
