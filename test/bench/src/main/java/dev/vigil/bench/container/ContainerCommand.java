package dev.vigil.bench.container;

import dev.vigil.bench.BenchLogging;
import dev.vigil.bench.pipeline.Bench;
import dev.vigil.bench.pipeline.BenchOptions;
import dev.vigil.bench.process.MemoryGroup;
import dev.vigil.bench.state.ChangelogFiller;
import dev.vigil.bench.state.FillOptions;
import dev.vigil.bench.state.FilledState;
import dev.vigil.bench.variant.Surroundings;
import dev.vigil.bench.variant.Variant;
import dev.vigil.bench.workload.EventForm;
import dev.vigil.bench.workload.Workload;
import dev.vigil.bench.workload.WorkloadLoader;
import dev.vigil.bench.workload.WorkloadOptions;
import dev.vigil.bench.workload.WorkloadRecords;
import dev.vigil.config.ByteSize;
import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.support.process.Directories;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether the packaged application keeps within a container's memory. */
@Command(
    name = "container",
    mixinStandardHelpOptions = true,
    description = {
      "Run the packaged application, as deploy/vigil run starts it, within a limit on memory as a"
          + " container has it, and tell what takes the memory: first with empty state, then from"
          + " an empty state directory over filled changelogs. Broker and registry run outside the limit.",
      "Needs Linux and the right to make control groups below /sys/fs/cgroup, which root has outside of most"
          + " containers. Ends with 1 if the kernel kills the application, it stops, or leaves a record"
          + " unprocessed; with 2 if the limit cannot be set here, so that nothing was measured."
    })
public final class ContainerCommand implements Callable<Integer> {
  private static final int CANNOT_LIMIT = 2;

  @Option(
      names = "--limit",
      paramLabel = "SIZE",
      defaultValue = "1G",
      description = "The container's memory: bytes, or with K, M, G. Default: ${DEFAULT-VALUE}.")
  private String limit = "1G";

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "16",
      description = "Partitions of every topic. Default: ${DEFAULT-VALUE}.")
  private int partitions = 16;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "400000",
      description = "Results that are sent, half before each start. Default: ${DEFAULT-VALUE}.")
  private int events = 400_000;

  @Option(
      names = "--patients",
      paramLabel = "N",
      defaultValue = "50000",
      description = "Patients, each with a Consent. Default: ${DEFAULT-VALUE}.")
  private int patients = 50_000;

  @Option(
      names = "--ids",
      paramLabel = "N",
      defaultValue = "3000000",
      description =
          "Event ids that are filled into the changelogs, with half as many versions of resources."
              + " Default: ${DEFAULT-VALUE}.")
  private long ids = 3_000_000;

  @Option(
      names = "--java-options",
      paramLabel = "OPTIONS",
      defaultValue = "",
      description = "What VIGIL_JAVA_OPTS is for the application, such as -Xmx300m.")
  private String javaOptions = "";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of the application; may be given several times.")
  private List<String> settings = List.of();

  @Mixin private BenchOptions surroundings = new BenchOptions();

  @Spec private CommandSpec spec;

  // picocli injects it.
  @SuppressWarnings("NullAway.Init")
  public ContainerCommand() {}

  @Override
  public Integer call() throws IOException {
    BenchLogging.quieten();
    Path launcher = Path.of(System.getProperty("vigil.distribution", ""), "vigil");
    if (!Files.isExecutable(launcher)) {
      spec.commandLine()
          .getErr()
          .println("vigil: use deploy/vigil bench container: it packages first");
      return 1;
    }
    long limitBytes;
    try {
      limitBytes = ByteSize.parse(limit).bytes();
    } catch (IllegalArgumentException e) {
      spec.commandLine().getErr().println("vigil: --limit: '" + limit + "' is no size such as 1G");
      return CANNOT_LIMIT;
    }
    try {
      MemoryGroup.create(limitBytes).close();
    } catch (IOException e) {
      spec.commandLine().getErr().println("vigil: nothing was measured: " + e.getMessage());
      return CANNOT_LIMIT;
    }
    try (Bench bench = Bench.start(surroundings)) {
      List<Phase> phases = measure(bench, launcher, limitBytes);
      boolean held = phases.stream().allMatch(Phase::held);
      print(phases, limitBytes);
      if (!held) {
        spec.commandLine()
            .getErr()
            .println("vigil: the application did not hold; it printed last:");
        Files.readAllLines(bench.output()).stream()
            .skip(Math.max(0, Files.readAllLines(bench.output()).size() - 12L))
            .forEach(spec.commandLine().getErr()::println);
      }
      return held ? 0 : 1;
    }
  }

  private List<Phase> measure(Bench bench, Path launcher, long limitBytes) throws IOException {
    Variant variant = Variant.parse(String.join("+", joined("vigil-json", settings)));
    Surroundings around = bench.next("limited.");
    bench.prepare(variant, around, partitions);
    Configuration configuration = new ConfigLoader(Map.of()).load(null, variant.settingsIn(around));
    Instant now = InstantSource.system().instant();
    Workload workload =
        new Workload(
            new WorkloadOptions()
                .withEvents(0, events)
                .withPatients(patients)
                .withPartitions(partitions),
            now);
    LimitedInstance instance =
        new LimitedInstance(
            command(launcher, variant.settingsIn(around)), around, bench.topics(), bench.output());
    List<Phase> phases = new ArrayList<>();
    WorkloadRecords records = bench.records(workload, EventForm.JSON, around.prefix());
    try (WorkloadLoader loader = bench.loader()) {
      loader.loadConsents(workload, records);
      loader.loadResults(records, 0, events / 2);
      phases.add(instance.run("empty state", limitBytes, patients + events / 2));
      if (!phases.get(0).held()) {
        return phases;
      }
      FillOptions fill = new FillOptions().withIds(ids);
      new ChangelogFiller(configuration, around.bootstrapServers(), partitions, FILL_BATCH_BYTES)
          .fill(
              new FilledState(
                  workload, fill, now, configuration.vigil().duplicates().retention().toMillis()),
              workload,
              fill);
      loader.loadResults(records, events / 2, events);
    }
    Directories.delete(around.stateDirectory());
    phases.add(instance.run("restore", limitBytes, (long) patients + events));
    return phases;
  }

  /** As transactions of a busy instance make them. */
  private static final int FILL_BATCH_BYTES = 16_384;

  private static List<String> joined(String first, List<String> others) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(others);
    return all;
  }

  private List<String> command(Path launcher, List<String> all) {
    List<String> command =
        new ArrayList<>(
            List.of("env", "VIGIL_JAVA_OPTS=" + javaOptions, launcher.toString(), "run"));
    all.forEach(setting -> command.addAll(List.of("--set", setting)));
    return command;
  }

  private void print(List<Phase> phases, long limitBytes) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "limit %,d MB, %d partitions, %,d patients, %,d results, %,d ids filled%n%n",
        limitBytes >> 20,
        partitions,
        patients,
        events,
        ids);
    row(out, "", phases, Phase::name);
    row(out, "---", phases, phase -> "---");
    row(out, "held", phases, phase -> phase.held() ? "yes" : "NO");
    row(out, "killed by the kernel", phases, phase -> phase.kills() > 0 ? "YES" : "no");
    row(out, "exit code", phases, phase -> Integer.toString(phase.exitCode()));
    row(
        out,
        "records processed",
        phases,
        phase -> String.format(Locale.ROOT, "%,d of %,d", phase.records(), phase.waiting()));
    row(out, "databases of RocksDB", phases, phase -> Long.toString(phase.databases()));
    row(out, "open files", phases, phase -> Long.toString(phase.openFiles()));
    row(out, "most memory, cached files included", phases, mb(Phase::peak));
    row(out, "most memory without them", phases, mb(Phase::anonymous));
    row(out, "then: Java's heap", phases, mb(phase -> phase.parts().heap()));
    row(out, "then: classes, compiled code", phases, mb(phase -> phase.parts().code()));
    row(out, "then: direct buffers", phases, mb(phase -> phase.parts().buffers()));
    row(out, "then: RocksDB within its bound", phases, mb(phase -> phase.parts().rocksDb()));
    row(out, "of it unflushed writes", phases, mb(phase -> phase.parts().unflushed()));
    row(out, "then: RocksDB's readers of files", phases, mb(phase -> phase.parts().readers()));
    row(out, "then: the rest", phases, mb(Phase::rest));
    row(out, "threads of Java then", phases, phase -> Integer.toString(phase.parts().threads()));
    row(out, "most heap", phases, mb(Phase::mostHeap));
    row(out, "most of RocksDB within its bound", phases, mb(Phase::mostRocksDb));
    out.flush();
  }

  private static void row(
      PrintWriter out, String name, List<Phase> phases, Function<Phase, String> cell) {
    out.print("| " + name);
    phases.forEach(phase -> out.print(" | " + cell.apply(phase)));
    out.println(" |");
  }

  private static Function<Phase, String> mb(java.util.function.ToLongFunction<Phase> bytes) {
    return phase -> String.format(Locale.ROOT, "%,d MB", bytes.applyAsLong(phase) >> 20);
  }
}
