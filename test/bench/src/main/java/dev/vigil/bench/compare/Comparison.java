package dev.vigil.bench.compare;

import dev.vigil.bench.report.Measurement;
import dev.vigil.bench.report.Results;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Two results, figure by figure.
 *
 * @param changes figures that both have, in the order of the new
 * @param onlyBefore names of figures that only the baseline has
 * @param onlyAfter names of figures that only the new has
 * @param warnings why the figures may not compare; empty: nothing speaks against it
 */
record Comparison(
    List<Change> changes, List<String> onlyBefore, List<String> onlyAfter, List<String> warnings) {

  /**
   * Compares.
   *
   * @throws VigilException if a figure has another unit than before
   */
  static Comparison of(Results before, Results after, double tolerancePercent) {
    List<Change> changes = new ArrayList<>();
    List<String> onlyAfter = new ArrayList<>();
    for (Measurement measured : after.measurements()) {
      Measurement baseline = before.find(measured.name());
      if (baseline == null) {
        onlyAfter.add(measured.name());
      } else {
        requireSameUnit(baseline, measured);
        changes.add(Change.of(baseline, measured, tolerancePercent));
      }
    }
    List<String> onlyBefore =
        before.measurements().stream()
            .map(Measurement::name)
            .filter(name -> after.find(name) == null)
            .toList();
    return new Comparison(changes, onlyBefore, onlyAfter, warnings(before, after));
  }

  /** Figures that are worse. */
  long worse() {
    return changes.stream().filter(change -> change.verdict() == Verdict.WORSE).count();
  }

  private static void requireSameUnit(Measurement before, Measurement after) {
    if (!before.unit().equals(after.unit()) || before.better() != after.better()) {
      throw new VigilException(
          ExitCode.USAGE,
          "%s is in %s, and was in %s: measure the baseline anew with this version"
              .formatted(after.name(), after.unit(), before.unit()),
          null);
    }
  }

  private static List<String> warnings(Results before, Results after) {
    List<String> warnings = new ArrayList<>();
    differ(warnings, "benchmark", before.benchmark(), after.benchmark());
    differ(warnings, "processor", before.machine().processor(), after.machine().processor());
    differ(warnings, "cores", before.machine().cores(), after.machine().cores());
    differ(
        warnings,
        "memory in MB",
        before.machine().memoryBytes() >> 20,
        after.machine().memoryBytes() >> 20);
    differ(warnings, "Java", before.machine().java(), after.machine().java());
    differ(warnings, "operating system", before.machine().os(), after.machine().os());
    TreeSet<String> options = new TreeSet<>(before.options().keySet());
    options.addAll(after.options().keySet());
    for (String option : options) {
      differ(
          warnings,
          "option " + option,
          before.options().getOrDefault(option, "not given"),
          after.options().getOrDefault(option, "not given"));
    }
    return warnings;
  }

  private static void differ(List<String> warnings, String what, Object before, Object after) {
    if (!before.equals(after)) {
      warnings.add("%s: %s, and was %s".formatted(what, after, before));
    }
  }
}
