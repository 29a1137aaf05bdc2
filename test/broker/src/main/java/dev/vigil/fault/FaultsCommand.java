package dev.vigil.fault;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.vigil.fault.catalogue.Faults;
import dev.vigil.fault.catalogue.Mixed;
import dev.vigil.fault.report.ReportJson;
import dev.vigil.fault.report.ReportTable;
import dev.vigil.fault.trial.Fault;
import dev.vigil.fault.trial.Fault.Setup;
import dev.vigil.fault.trial.Trial;
import dev.vigil.fault.trial.TrialOptions;
import dev.vigil.fault.trial.TrialResult;
import dev.vigil.fault.trial.TrialResult.End;
import dev.vigil.support.machine.Commit;
import dev.vigil.support.machine.Machine;
import dev.vigil.support.process.Directories;
import dev.vigil.topology.cli.Subcommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tries faults on real processes. */
@Command(
    name = "faults",
    mixinStandardHelpOptions = true,
    description = {
      "Try what happens when things break: three brokers, a registry and instances of the packaged"
          + " application, each a process of its own, under a stream of events whose every outcome"
          + " is reckoned independently.",
      "For each fault: whether every guarantee held (nothing lost, doubled or reordered in any"
          + " output, one audit record each, audit verify, alerts, no patient in the logs), how long"
          + " after it the first record was processed in the slowest partition, how long a partition"
          + " stood still, how many records waited, and when they were worked off.",
      "Exit code 0 only if all guarantees held in every trial."
    })
public final class FaultsCommand implements Subcommand, Callable<Integer> {
  @Parameters(
      paramLabel = "FAULT",
      description = "Which; --list tells their names. Without one, all.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "Print the faults, and try nothing.")
  private boolean list;

  @Option(
      names = "--mixed",
      paramLabel = "COUNT",
      defaultValue = "0",
      description =
          "Try, last, so many faults drawn by the seed, one after the other on one platform.")
  private int mixed;

  @Option(
      names = "--together",
      description =
          "Try those that need no platform of their own one after the other on one: quicker, and"
              + " each meets what the last left behind.")
  private boolean together;

  @Option(names = "--seed", defaultValue = "1", description = "Of the traffic and of --mixed.")
  private long seed;

  @Option(names = "--rate", defaultValue = "200", description = "Events per second.")
  private int rate;

  @Option(names = "--partitions", defaultValue = "4", description = "Partitions of every topic.")
  private int partitions;

  @Option(
      names = "--before",
      defaultValue = "PT5S",
      description = "So long traffic flows before a fault, and again when it is worked off.")
  private Duration before = Duration.ofSeconds(5);

  @Option(names = "--broker", paramLabel = "KEY=VALUE", description = "A setting of the brokers.")
  private Map<String, String> brokers = new LinkedHashMap<>();

  @Option(
      names = "--previous",
      paramLabel = "DIRECTORY",
      description = "The packaged application of the release before, for the fault upgrade.")
  private @Nullable Path previous;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results to this file.")
  private @Nullable Path json;

  @Option(
      names = "--keep",
      paramLabel = "DIRECTORY",
      description =
          "Keep logs and data here; without it, those of faults that broke something stay.")
  private @Nullable Path keep;

  @Spec private CommandSpec spec;

  // picocli injects it.
  @SuppressWarnings("NullAway.Init")
  public FaultsCommand() {}

  @Override
  public Integer call() throws IOException {
    quieten();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (list) {
      Faults.all().forEach(fault -> out.printf("%-32s %s%n", fault.name(), fault.what()));
      out.flush();
      return 0;
    }
    List<Fault> chosen = new ArrayList<>();
    for (String name : names) {
      Optional<Fault> fault = Faults.named(name);
      if (fault.isEmpty()) {
        err.printf("vigil: there is no fault '%s'; --list tells their names%n", name);
        return 2;
      }
      chosen.add(fault.get());
    }
    if (names.isEmpty() && mixed == 0) {
      chosen.addAll(Faults.all());
    }
    Path launcher = Path.of(System.getProperty("vigil.distribution", ""), "vigil");
    if (!Files.isExecutable(launcher)) {
      err.println("vigil: use deploy/vigil faults: it packages first");
      return 1;
    }
    Path directory =
        keep == null ? Files.createTempDirectory("vigil-faults-") : Files.createDirectories(keep);
    return run(chosen, directory, launcher, out, err);
  }

  private int run(
      List<Fault> chosen, Path directory, Path launcher, PrintWriter out, PrintWriter err)
      throws IOException {
    Trial trial =
        new Trial(
            new TrialOptions(
                directory,
                launcher,
                Optional.ofNullable(previous).map(release -> release.resolve("vigil")),
                partitions,
                rate,
                before,
                seed,
                Map.copyOf(brokers)),
            InstantSource.system(),
            line -> {
              err.println("vigil: " + line);
              err.flush();
            });
    ReportTable.head().forEach(out::println);
    out.flush();
    List<TrialResult> results = new ArrayList<>();
    List<Fault> alone = new ArrayList<>(chosen);
    if (together) {
      List<Fault> plain = chosen.stream().filter(Faults::needsNoPlatformOfItsOwn).toList();
      if (!plain.isEmpty()) {
        results.add(trial.run("together", Setup.instances(3), plain));
        say(results.get(0), directory, out, err);
        writeJson(results);
        alone.removeAll(plain);
      }
    }
    for (Fault fault : alone) {
      results.add(trial.run(fault));
      say(results.get(results.size() - 1), directory, out, err);
      writeJson(results);
    }
    if (mixed > 0) {
      results.add(Mixed.run(trial, seed, mixed));
      say(results.get(results.size() - 1), directory, out, err);
      writeJson(results);
    }
    boolean held =
        results.stream()
            .allMatch(result -> result.end() == End.HELD || result.end() == End.NOT_TRIED);
    if (held && keep == null) {
      Directories.delete(directory);
    }
    return held ? 0 : 1;
  }

  private void say(TrialResult result, Path directory, PrintWriter out, PrintWriter err)
      throws IOException {
    ReportTable.rows(result).forEach(out::println);
    out.flush();
    ReportTable.details(result).forEach(err::println);
    if (result.end() == End.BROKEN || result.end() == End.FAILED) {
      err.printf("vigil: logs and data stay in %s%n", directory.resolve(result.name()));
    } else if (keep == null) {
      Directories.delete(directory.resolve(result.name()));
    }
    err.flush();
  }

  private void writeJson(List<TrialResult> results) throws IOException {
    if (json != null) {
      ReportJson.write(
          json,
          List.of(
              new ReportJson.About(
                  "date",
                  InstantSource.system()
                      .instant()
                      .atOffset(ZoneOffset.UTC)
                      .toLocalDate()
                      .toString()),
              new ReportJson.About("commit", Commit.here()),
              new ReportJson.About("machine", Machine.here().summary()),
              new ReportJson.About(
                  "traffic",
                  String.format(
                      Locale.ROOT, "%d events/s, %d partitions, seed %d", rate, partitions, seed))),
          results);
    }
  }

  /** What brokers that are killed make clients say is what was wanted. */
  private static void quieten() {
    ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.OFF);
    ((Logger) LoggerFactory.getLogger("io.confluent")).setLevel(Level.ERROR);
  }
}
