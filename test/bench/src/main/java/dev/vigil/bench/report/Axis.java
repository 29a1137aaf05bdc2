package dev.vigil.bench.report;

/** What stands beside an axis. */
final class Axis {
  private Axis() {}

  /** The unit, and which end is the good one. */
  static String caption(Measurement measurement) {
    return switch (measurement.better()) {
      case HIGHER -> measurement.unit() + ", more is better";
      case LOWER -> measurement.unit() + ", less is better";
      case NEITHER -> measurement.unit();
    };
  }
}
