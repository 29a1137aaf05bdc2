package dev.vigil.topology.cli.dlq;

import dev.vigil.avro.Operation;
import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.cli.io.ProgressLine;
import dev.vigil.topology.cli.io.Table;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.CommittedRecords.Range;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.deadletter.DeadLetter;
import dev.vigil.topology.runtime.deadletter.DeadLetterFilter;
import dev.vigil.topology.runtime.deadletter.DeadLetters;
import dev.vigil.topology.runtime.deadletter.ReasonCounts;
import dev.vigil.topology.runtime.replay.SentRecords;
import dev.vigil.topology.runtime.replay.SentRecordsReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows an operator which dead letters there are. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description =
        "List dead letters, and count them by reason. Prints no patient id, no key and no content."
            + " Ends with 0, also if there are none; with 4, 5 or 6 if brokers, registry or topics"
            + " are not there, and has then not counted all.")
final class ListDeadLettersCommand implements Callable<Integer> {
  private static final int MOST_ROWS = 10_000;

  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();
  @Mixin private final DeadLetterOptions options = new DeadLetterOptions();

  @Option(names = "--open", description = "Only those that were not replayed yet.")
  private boolean open;

  @Option(
      names = "--limit",
      paramLabel = "ROWS",
      defaultValue = "50",
      description =
          "How many rows the table has at most: the newest. Default: ${DEFAULT-VALUE}, at most "
              + MOST_ROWS
              + "; --json has all.")
  private int limit;

  @Option(names = "--counts", description = "Print the counts only.")
  private boolean counts;

  @Option(
      names = "--json",
      description = "One JSON object a line: a dead letter, or with --counts a reason.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final InstantSource clock;

  ListDeadLettersCommand() {
    this(InstantSource.system());
  }

  ListDeadLettersCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException {
    Configuration loaded = configuration.load();
    if (limit < 1 || limit > MOST_ROWS) {
      throw new VigilException(ExitCode.USAGE, "--limit must be from 1 to " + MOST_ROWS, null);
    }
    DeadLetterFilter filter = options.filter(loaded.vigil(), clock);
    loaded.require(Configuration.BOOTSTRAP_SERVERS);
    PrintWriter out = spec.commandLine().getOut();
    try (ClusterAdmin cluster = ClusterAdmin.connect(loaded);
        DeadLetters letters = new DeadLetters(loaded, cluster, options.isParked())) {
      SentRecords replayed = counts && !open ? null : replayed(loaded, cluster, letters.topic());
      Map<TopicPartition, Range> ranges = letters.ranges(filter);
      ReasonCounts byReason = new ReasonCounts();
      NewestRows newest = new NewestRows(limit);
      try (ProgressLine progress = progress(DeadLetters.size(ranges))) {
        letters.read(
            ranges, filter, progress::add, letter -> take(letter, replayed, byReason, newest));
      }
      print(letters.topic(), byReason, newest.rows());
    }
    out.flush();
    return ExitCode.OK.code();
  }

  /** Not where it would stand between the lines on the same terminal. */
  private ProgressLine progress(long total) {
    PrintWriter err = spec.commandLine().getErr();
    return json && !counts
        ? new ProgressLine(err, false, "", 0, System::nanoTime)
        : ProgressLine.onTerminal(err, "dead letters", total);
  }

  private SentRecords replayed(Configuration loaded, ClusterAdmin cluster, String topic)
      throws IOException {
    loaded.require(Configuration.REGISTRY_URL);
    try (Registry registry =
        new Registry(loaded.registrySettings(), loaded.vigil().startupTimeout(), clock)) {
      return SentRecordsReader.read(
          loaded, cluster, registry, Operation.DEAD_LETTERS_REPLAYED, topic);
    }
  }

  /** Goes on, unless nobody reads on. */
  private boolean take(
      DeadLetter letter, @Nullable SentRecords replayed, ReasonCounts byReason, NewestRows newest) {
    if (replayed == null) {
      byReason.add(letter);
      return true;
    }
    DeadLetterState state = DeadLetterState.of(letter, replayed);
    if (open && state != DeadLetterState.OPEN) {
      return true;
    }
    byReason.add(letter);
    if (!counts) {
      DeadLetterRow row = DeadLetterRow.of(letter, state);
      if (!json) {
        newest.add(row);
        return true;
      }
      PrintWriter out = spec.commandLine().getOut();
      // Not println, which flushes; once in a while is enough to notice that nobody reads on.
      out.print(Json.inOrder(row.object()) + System.lineSeparator());
      return byReason.total() % 1_000 != 0 || !out.checkError();
    }
    return true;
  }

  private void print(String topic, ReasonCounts byReason, List<DeadLetterRow> rows) {
    PrintWriter out = spec.commandLine().getOut();
    if (byReason.total() == 0) {
      options.unknownCodes().stream()
          .map("vigil: this release knows no reason or category %s"::formatted)
          .forEach(spec.commandLine().getErr()::println);
      spec.commandLine().getErr().flush();
    }
    if (json) {
      if (counts) {
        byReason.rows().forEach(row -> out.println(Json.inOrder(object(row))));
      }
      return;
    }
    if (byReason.total() == 0) {
      out.println("No such dead letter in " + topic + ".");
      return;
    }
    if (!counts) {
      Table.print(out, DeadLetterRow.HEADINGS, rows.stream().map(DeadLetterRow::columns).toList());
      if (rows.stream().anyMatch(row -> !row.malformed().isEmpty())) {
        out.println("(!) Vigil's headers are missing or malformed: see vigil dlq show.");
      }
      long older = byReason.total() - rows.size();
      if (older > 0) {
        out.printf(
            Locale.ROOT, "%,d older ones are not in the table: use --limit or --json.%n", older);
      }
      out.println();
    }
    Table.print(
        out,
        List.of("COUNT", "CATEGORY", "REASON"),
        byReason.rows().stream()
            .map(row -> List.of(Long.toString(row.count()), row.category(), row.reason()))
            .toList());
    out.printf(Locale.ROOT, "%,d in all, in %s.%n", byReason.total(), topic);
  }

  private static Map<String, Object> object(ReasonCounts.Row row) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("reason", row.reason());
    object.put("category", row.category());
    object.put("count", row.count());
    return object;
  }
}
