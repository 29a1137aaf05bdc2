package dev.vigil.bench.compare;

/** What became of a figure. */
enum Verdict {
  BETTER,
  /** Within the tolerance, or within what the baseline's own rounds differ by. */
  SAME,
  WORSE,
  /** The figure describes the run and is neither good nor bad. */
  NOT_JUDGED;

  /** As it stands in a table. */
  String text() {
    return switch (this) {
      case BETTER -> "better";
      case SAME -> "same";
      case WORSE -> "worse";
      case NOT_JUDGED -> "";
    };
  }
}
