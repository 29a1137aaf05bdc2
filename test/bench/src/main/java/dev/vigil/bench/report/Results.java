package dev.vigil.bench.report;

import dev.vigil.support.machine.Machine;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a benchmark measured: the file that {@code bench compare} reads.
 *
 * @param benchmark its command, such as {@code jmh}
 * @param at when it ended
 * @param machine what it ran on
 * @param commit what was measured; see {@link Commit}
 * @param options all that changes the figures; in the file they stand in the order of their names
 * @param measurements in the order of the run
 */
public record Results(
    String benchmark,
    Instant at,
    Machine machine,
    String commit,
    Map<String, String> options,
    List<Measurement> measurements) {

  public Results {
    options = Collections.unmodifiableMap(new TreeMap<>(options));
    measurements = List.copyOf(measurements);
    Set<String> names = new HashSet<>();
    for (Measurement measurement : measurements) {
      if (!names.add(measurement.name())) {
        throw new IllegalArgumentException("two measurements named " + measurement.name());
      }
    }
  }

  /** The measurement of that name; null if there is none. */
  public @Nullable Measurement find(String name) {
    return measurements.stream().filter(m -> m.name().equals(name)).findFirst().orElse(null);
  }

  /**
   * These with those of another run of the same benchmark, which replace figures of the same name;
   * in the order of their names.
   *
   * @throws VigilException if commit, machine or options differ: figures that do not compare do not
   *     belong into one file
   */
  public Results updatedBy(Results newer) {
    if (!benchmark.equals(newer.benchmark)
        || !commit.equals(newer.commit)
        || !machine.equals(newer.machine)
        || !options.equals(newer.options)) {
      throw new VigilException(
          ExitCode.USAGE,
          "the file's results are of another benchmark, commit, machine or options:"
              + " name a new file, and measure all of them",
          null);
    }
    Map<String, Measurement> byName = new TreeMap<>();
    measurements.forEach(measurement -> byName.put(measurement.name(), measurement));
    newer.measurements.forEach(measurement -> byName.put(measurement.name(), measurement));
    return new Results(benchmark, newer.at, machine, commit, options, List.copyOf(byName.values()));
  }

  /** What was measured on what, when, in one line: the subtitle of a chart. */
  public String provenance() {
    return "%s; commit %s, %s"
        .formatted(machine.summary(), commit, LocalDate.ofInstant(at, ZoneOffset.UTC));
  }

  /**
   * Writes them as JSON: the same results give the same bytes. Replaces what is there.
   *
   * @throws VigilException if the file cannot be written
   */
  public void write(Path file) {
    try {
      Files.writeString(file, ResultsJson.of(this));
    } catch (IOException e) {
      throw new VigilException(
          ExitCode.USAGE,
          file + ": cannot be written: name a file in a directory that is there and writable",
          e);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws VigilException if the file is not there or is no such file
   */
  public static Results read(Path file) {
    try {
      return ResultsJson.read(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new VigilException(
          ExitCode.USAGE, file + ": no such file: name one that bench --json wrote", e);
    } catch (IOException e) {
      throw new VigilException(
          ExitCode.USAGE, file + ": cannot be read: check that it is a text file you may read", e);
    } catch (IllegalArgumentException e) {
      throw new VigilException(
          ExitCode.USAGE,
          "%s: no results of a benchmark (%s): name a file that bench --json wrote"
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
