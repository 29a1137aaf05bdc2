package dev.vigil.bench.compare;

import dev.vigil.bench.report.Better;
import dev.vigil.bench.report.Measurement;
import org.jspecify.annotations.Nullable;

/** One figure, before and after. */
record Change(Measurement before, Measurement after, Verdict verdict) {

  /**
   * Judges a figure. Noise must not cry wolf: a change counts only if it is beyond the tolerance
   * and the new median is outside of all that the baseline's rounds measured.
   *
   * @param tolerancePercent of the baseline's median
   */
  static Change of(Measurement before, Measurement after, double tolerancePercent) {
    return new Change(before, after, judge(before, after, tolerancePercent));
  }

  private static Verdict judge(Measurement before, Measurement after, double tolerancePercent) {
    if (before.better() == Better.NEITHER) {
      return Verdict.NOT_JUDGED;
    }
    double median = after.median();
    double difference = median - before.median();
    boolean beyond = Math.abs(difference) > Math.abs(before.median()) * tolerancePercent / 100;
    boolean outside = median < before.min() || median > before.max();
    if (!beyond || !outside) {
      return Verdict.SAME;
    }
    return difference > 0 == (before.better() == Better.HIGHER) ? Verdict.BETTER : Verdict.WORSE;
  }

  /** The change of the median in percent; null: it was zero, and is not. */
  @Nullable Double percent() {
    double was = before.median();
    double difference = after.median() - was;
    if (was == 0) {
      return difference == 0 ? 0.0 : null;
    }
    return difference / Math.abs(was) * 100;
  }
}
