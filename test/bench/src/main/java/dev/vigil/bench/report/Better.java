package dev.vigil.bench.report;

/** In which direction a figure is good. */
public enum Better {
  HIGHER,
  LOWER,
  /** It describes the run, such as the number of records, and is not judged. */
  NEITHER
}
