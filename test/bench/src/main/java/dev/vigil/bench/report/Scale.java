package dev.vigil.bench.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Where a value lies on an axis. */
final class Scale {
  private final boolean logarithmic;
  private final double first;
  private final double last;
  private final List<Double> ticks;

  private Scale(boolean logarithmic, double first, double last, List<Double> ticks) {
    this.logarithmic = logarithmic;
    this.first = first;
    this.last = last;
    this.ticks = ticks;
  }

  /** From zero to a round number that is not below the largest value; some six round ticks. */
  static Scale fromZero(double largest) {
    double step = largest > 0 ? roundStep(largest / 5) : 1;
    long steps = Math.max(1, (long) Math.ceil(largest / step - 1e-9));
    List<Double> ticks = new ArrayList<>();
    for (long i = 0; i <= steps; i++) {
      ticks.add(i * step);
    }
    return new Scale(false, 0, steps * step, ticks);
  }

  /**
   * From the smallest to the largest value, the same distance for the same ratio. Its ticks are the
   * values that were measured: they double or grow tenfold, and are as round as one could choose.
   *
   * @param closest no two ticks are nearer than this part of the axis
   */
  static Scale logarithmic(Collection<Double> values, double closest) {
    TreeSet<Double> sorted = new TreeSet<>(values);
    if (sorted.first() <= 0) {
      throw new IllegalArgumentException("no place on a logarithmic axis: " + sorted.first());
    }
    double last = sorted.first().equals(sorted.last()) ? sorted.first() * 10 : sorted.last();
    Scale all = new Scale(true, sorted.first(), last, List.of());
    List<Double> ticks = new ArrayList<>();
    for (double value : sorted) {
      if (ticks.isEmpty() || all.part(value) - all.part(ticks.get(ticks.size() - 1)) >= closest) {
        ticks.add(value);
      }
    }
    return new Scale(true, sorted.first(), last, ticks);
  }

  List<Double> ticks() {
    return ticks;
  }

  /** From 0, where the axis begins, to 1. */
  double part(double value) {
    return logarithmic
        ? Math.log(value / first) / Math.log(last / first)
        : (value - first) / (last - first);
  }

  /** 1, 2 or 5 times a power of ten, not below. */
  private static double roundStep(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (int factor : new int[] {1, 2, 5}) {
      if (factor * power >= least * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }
}
