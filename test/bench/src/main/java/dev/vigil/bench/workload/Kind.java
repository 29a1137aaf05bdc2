package dev.vigil.bench.workload;

/** What a record of the workload is. */
public enum Kind {
  /** A result within its limits. */
  NORMAL,
  /** A result that must alert. */
  CRITICAL,
  /** Cut off halfway. */
  POISON,
  /** Sent before, the same bytes again. */
  DUPLICATE
}
