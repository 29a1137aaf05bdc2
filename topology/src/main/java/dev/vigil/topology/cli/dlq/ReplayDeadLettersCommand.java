package dev.vigil.topology.cli.dlq;

import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.cli.io.OperatorOptions;
import dev.vigil.topology.cli.io.PaceOptions;
import dev.vigil.topology.cli.io.ProgressLine;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.deadletter.DeadLetterReplay;
import dev.vigil.topology.runtime.deadletter.DeadLetterReplay.Request;
import dev.vigil.topology.runtime.deadletter.DeadLetterValues;
import dev.vigil.topology.runtime.deadletter.DeadLetters;
import dev.vigil.topology.runtime.deadletter.Fate;
import dev.vigil.topology.runtime.deadletter.ReasonCounts;
import dev.vigil.topology.runtime.deadletter.ReplayTally;
import dev.vigil.topology.runtime.replay.Pace;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends dead letters through the pipeline again, once what made them fail is mended. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Send dead letters through the pipeline again, by fhir.replay, after the cause was mended."
          + " Without --send it only counts what it would do. What was replayed before is left"
          + " out, so a replay that was interrupted is run again and goes on; vigil.operations"
          + " tells who sent what. A second replay that begins meanwhile ends the first.",
      "Ends with 0 if all that matched is done, or counted; with 12 if not all is: not confirmed,"
          + " records left out, the application does not keep up, or another replay took over;"
          + " with 4, 5 or 6 if brokers, registry or topics are not there, with 16 if the key of an"
          + " encrypted one is not."
    })
final class ReplayDeadLettersCommand implements Callable<Integer> {
  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();
  @Mixin private final DeadLetterOptions options = new DeadLetterOptions();
  @Mixin private final PaceOptions pace = new PaceOptions();
  @Mixin private final OperatorOptions operator = new OperatorOptions();

  @Option(names = "--send", description = "Send, after asking. Without it nothing is written.")
  private boolean send;

  @Option(
      names = "--max-attempts",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "A record that was replayed so often and failed again is put into fhir.dlq.parked"
              + " instead. Default: ${DEFAULT-VALUE}. From there --parked sends it, with the count"
              + " starting anew.")
  private int maxAttempts;

  @Option(
      names = "--again",
      description =
          "Also send what was replayed before. What was processed then is a duplicate, for as long"
              + " as vigil.duplicates.retention.")
  private boolean again;

  @Option(names = "--json", description = "Print the counts as one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final InstantSource clock = InstantSource.system();

  @Override
  public Integer call() throws IOException {
    Configuration loaded = configuration.load();
    if (maxAttempts < 1) {
      throw new VigilException(ExitCode.USAGE, "--max-attempts must be at least 1", null);
    }
    Request request =
        new Request(options.filter(loaded.vigil(), clock), options.isParked(), maxAttempts, again);
    String by = send ? operator.name() : "";
    loaded.require(Configuration.BOOTSTRAP_SERVERS, Configuration.REGISTRY_URL);
    try (ClusterAdmin cluster = ClusterAdmin.connect(loaded);
        Pace bounded = pace.pace(loaded, cluster);
        Registry registry =
            new Registry(loaded.registrySettings(), loaded.vigil().startupTimeout(), clock);
        DeadLetterValues values = new DeadLetterValues(loaded.vigil());
        DeadLetters letters = new DeadLetters(loaded, cluster, options.isParked())) {
      DeadLetterReplay replay =
          new DeadLetterReplay(loaded, cluster, registry, clock, letters, values, request);
      ReplayTally plan;
      try (ProgressLine progress = progress("dead letters read", replay)) {
        plan = replay.plan(progress::add);
      }
      if (!send || plan.moved() == 0) {
        print(letters.topic(), plan, false);
        return result(plan).code();
      }
      PrintWriter talk = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
      describe(talk, letters.topic(), plan, "would be");
      if (!operator.confirm("Send them?", talk)) {
        talk.println("Nothing was sent.");
        talk.flush();
        return ExitCode.NOT_PROVEN.code();
      }
      ReplayTally done;
      try (ProgressLine progress = progress("dead letters", replay)) {
        done = replay.send(by, bounded, progress::add);
      }
      print(letters.topic(), done, true);
      return result(done).code();
    }
  }

  private static ExitCode result(ReplayTally tally) {
    return tally.leftOut() == 0 ? ExitCode.OK : ExitCode.NOT_PROVEN;
  }

  private ProgressLine progress(String what, DeadLetterReplay replay) {
    return ProgressLine.onTerminal(spec.commandLine().getErr(), what, replay.size());
  }

  private void print(String topic, ReplayTally tally, boolean sent) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.inOrder(object(topic, tally, sent)));
    } else {
      describe(out, topic, tally, sent ? "were" : "would be");
      if (!sent && tally.moved() > 0) {
        out.println("Nothing was sent: give --send once what made them fail is mended.");
      }
    }
    out.flush();
  }

  private static void describe(PrintWriter out, String topic, ReplayTally tally, String were) {
    for (ReasonCounts.Row row : tally.reasons().rows()) {
      out.printf(Locale.ROOT, "%10d  %-10s  %s%n", row.count(), row.category(), row.reason());
    }
    out.printf(
        Locale.ROOT, "Of %s, %d %s sent to fhir.replay", topic, tally.count(Fate.SEND), were);
    line(out, tally.count(Fate.PARK), were + " parked: they failed too often");
    line(out, tally.count(Fate.DONE_BEFORE), "were replayed before: --again sends them, too");
    line(
        out,
        tally.count(Fate.NOT_OF_VIGIL),
        "are left: their headers are not what Vigil writes, see vigil dlq list");
    line(
        out,
        tally.count(Fate.NOT_DECRYPTABLE),
        "are left: they were changed after they were encrypted, see deploy/handbook/encryption.md");
    line(
        out,
        tally.count(Fate.TOO_LARGE),
        "are left: too large for fhir.replay, raise vigil.inputs.max-value-bytes and the topics'"
            + " limits");
    out.println(".");
    out.flush();
  }

  private static void line(PrintWriter out, long count, String text) {
    if (count > 0) {
      out.printf(Locale.ROOT, ",%n%d %s", count, text);
    }
  }

  private static Map<String, Object> object(String topic, ReplayTally tally, boolean sent) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("topic", topic);
    object.put("sent", sent);
    object.put("send", tally.count(Fate.SEND));
    object.put("park", tally.count(Fate.PARK));
    object.put("replayedBefore", tally.count(Fate.DONE_BEFORE));
    object.put("notOfVigil", tally.count(Fate.NOT_OF_VIGIL));
    object.put("notDecryptable", tally.count(Fate.NOT_DECRYPTABLE));
    object.put("tooLarge", tally.count(Fate.TOO_LARGE));
    Map<String, Long> reasons = new LinkedHashMap<>();
    tally.reasons().rows().forEach(row -> reasons.merge(row.reason(), row.count(), Long::sum));
    object.put("reasons", reasons);
    return object;
  }
}
