package dev.vigil.bench.jmh;

import dev.vigil.bench.report.Results;
import dev.vigil.support.machine.Commit;
import dev.vigil.support.machine.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs benchmarks of single parts, each in Java processes of its own. */
@Command(
    name = "jmh",
    mixinStandardHelpOptions = true,
    description = {
      "Run benchmarks of single parts with JMH and print time, processor time (cpu.time) and allocation"
          + " (gc.alloc.rate.norm) of each operation.",
      "On a machine that does other work, only the processor time is worth something."
    })
public final class JmhCommand implements Callable<Integer> {
  private static final TimeValue QUICK = TimeValue.milliseconds(500);

  @Parameters(
      arity = "0..1",
      paramLabel = "PATTERN",
      defaultValue = "dev.vigil",
      description = "Regular expression over the benchmarks' names. Default: all.")
  private String pattern;

  @Option(names = "--list", description = "Print the names of the benchmarks, and run none.")
  private boolean list;

  @Option(
      names = "--quick",
      description = "One process and short iterations: a first impression, not a result.")
  private boolean quick;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the results to a file, too, which bench compare reads.")
  private @Nullable Path json;

  @Option(
      names = "--update",
      description = {
        "Keep the other benchmarks' results that the file holds.",
        "They must be of the same commit, machine and options: measure a long list in pieces."
      })
  private boolean update;

  @Spec private CommandSpec spec;

  // picocli calls setters and injects the rest.
  @SuppressWarnings("NullAway.Init")
  public JmhCommand() {}

  @Override
  public Integer call() throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(pattern)
            .addProfiler(CpuTimeProfiler.class)
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true);
    if (quick) {
      options
          .forks(1)
          .warmupIterations(4)
          .warmupTime(QUICK)
          .measurementIterations(3)
          .measurementTime(QUICK);
    }
    Runner runner = new Runner(options.build());
    Results before = json != null && update && Files.exists(json) ? Results.read(json) : null;
    if (list) {
      runner.list();
    } else {
      try {
        Collection<RunResult> runs = runner.run();
        if (json != null) {
          Results results = results(runs);
          (before == null ? results : before.updatedBy(results)).write(json);
        }
      } catch (NoBenchmarksException e) {
        throw new ParameterException(
            spec.commandLine(), "No benchmark's name matches " + pattern + ": see --list", e);
      }
    }
    return 0;
  }

  private static Results results(Collection<RunResult> runs) {
    return new Results(
        "jmh",
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        Machine.here(),
        Commit.here(),
        JmhResults.options(runs),
        JmhResults.measurements(runs));
  }
}
