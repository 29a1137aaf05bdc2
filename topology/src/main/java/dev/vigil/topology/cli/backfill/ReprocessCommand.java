package dev.vigil.topology.cli.backfill;

import dev.vigil.config.Configuration;
import dev.vigil.config.VigilConfig;
import dev.vigil.config.topics.Topic;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.event.PatientKey;
import dev.vigil.serdes.fhir.FhirDateTime;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.cli.io.OperatorOptions;
import dev.vigil.topology.cli.io.PaceOptions;
import dev.vigil.topology.cli.io.ProgressLine;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.CommittedRecords.Range;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.PipelineSettingsFactory;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.replay.Pace;
import dev.vigil.topology.runtime.reprocess.Ranges;
import dev.vigil.topology.runtime.reprocess.Reprocessing;
import dev.vigil.topology.runtime.reprocess.RunRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends through again what came before, after a mended rule or for a new output. */
@Command(
    name = "reprocess",
    mixinStandardHelpOptions = true,
    description = {
      "Send records of an input through again, for some outputs: after a mended rule, or for a new"
          + " output. Consent and the profile of today decide. Only these outputs are written, no"
          + " patient's state changes, alerts change only if --outputs names alerts.",
      "Says what would be sent; with --send sends it to fhir.replay after asking. The range ends"
          + " where the application has come. Ended halfway, run it again with the same options: it"
          + " goes on. Dead letters are left out: vigil dlq replay brings them to all outputs.",
      "Ends with 0 if everything was, or would be, sent; with 12 if you said no, or retention deleted what was not sent yet."
    })
public final class ReprocessCommand implements Callable<Integer> {
  private static final int MAX_RUN = 100;

  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();
  @Mixin private final OperatorOptions operator = new OperatorOptions();
  @Mixin private final PaceOptions pace = new PaceOptions();

  @Option(
      names = "--run",
      required = true,
      paramLabel = "NAME",
      description = "Name of the run: within one, no record comes to an output twice.")
  private String run = "";

  @Option(
      names = "--outputs",
      required = true,
      split = ",",
      paramLabel = "NAME",
      description = "Outputs to write: names under vigil.outputs, or alerts; commas between.")
  private List<String> outputs = new ArrayList<>();

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      defaultValue = "fhir.events",
      description =
          "Input, without vigil.topics.prefix: fhir.events, fhir.consents, or fhir.replay for what"
              + " was backfilled or replayed. Default: ${DEFAULT-VALUE}.")
  private String topic = "";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "Log-append time of the first record: 2026-01-15T12:00:00Z, or a date for its start in"
              + " UTC. Default: the oldest there is.")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Log-append time behind the last. Default: as far as the application has come.")
  private @Nullable String to;

  @Option(
      names = "--offsets",
      paramLabel = "PARTITION:FROM-TO",
      description = "Offsets instead of times, both included. May be repeated.")
  private List<String> offsets = new ArrayList<>();

  @Option(names = "--patient", paramLabel = "ID", description = "Only this patient's records.")
  private @Nullable String patient;

  @Option(names = "--tenant", paramLabel = "T", description = "The patient's tenant.")
  private String tenant = "";

  @Option(names = "--page", description = "Let critical results page as if they had just come.")
  private boolean page;

  @Option(names = "--send", description = "Send, after asking. Without: only say what would be.")
  private boolean send;

  @Option(names = "--json", description = "One JSON object a line; needs --yes to send.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final InstantSource clock = InstantSource.system();

  @Override
  public Integer call() throws IOException {
    Configuration loaded = configuration.load();
    loaded.require(Configuration.BOOTSTRAP_SERVERS, Configuration.REGISTRY_URL);
    if (send && json && !operator.isSure()) {
      throw usage("--send with --json cannot ask: say --yes");
    }
    RunRequest request = request(loaded.vigil());
    PrintWriter out = spec.commandLine().getOut();
    try (ClusterAdmin cluster = ClusterAdmin.connect(loaded);
        Registry registry =
            new Registry(loaded.registrySettings(), loaded.vigil().startupTimeout(), clock)) {
      Reprocessing reprocessing = new Reprocessing(loaded, cluster, registry, request);
      Reprocessing.Counts counts;
      try (ProgressLine progress = progress(reprocessing)) {
        counts = reprocessing.count(progress::add);
      }
      say(out, request, reprocessing, counts);
      ExitCode end = reprocessing.lost() == 0 ? ExitCode.OK : ExitCode.NOT_PROVEN;
      if (send && counts.toSend() > 0) {
        ExitCode sent = send(loaded, cluster, reprocessing, counts, out);
        end = sent == ExitCode.OK ? end : sent;
      } else if (!json) {
        out.println(send ? "There is nothing to send." : "Nothing was sent. To send it: --send");
      }
      out.flush();
      return end.code();
    }
  }

  private ExitCode send(
      Configuration loaded,
      ClusterAdmin cluster,
      Reprocessing reprocessing,
      Reprocessing.Counts counts,
      PrintWriter out)
      throws IOException {
    String by = operator.name();
    try (Pace inForce = pace.pace(loaded, cluster)) {
      if (!operator.confirm("Send %,d records again?".formatted(counts.toSend()), out)) {
        out.println("Nothing was sent.");
        return ExitCode.NOT_PROVEN;
      }
      try (ProgressLine progress = progress(reprocessing)) {
        long sent = reprocessing.send(by, inForce, clock, progress::add);
        out.println(
            json
                ? Json.line(Map.of("sent", sent))
                : String.format(Locale.ROOT, "Sent: %,d records, in run %s.", sent, run));
        return ExitCode.OK;
      }
    }
  }

  private ProgressLine progress(Reprocessing reprocessing) {
    return ProgressLine.onTerminal(
        spec.commandLine().getErr(), "records read", reprocessing.offsets());
  }

  private RunRequest request(VigilConfig config) {
    if (!run.matches("[A-Za-z0-9._-]{1," + MAX_RUN + "}")) {
      throw usage(
          "--run must be a name of up to %d letters, digits, dots, dashes and underscores"
              .formatted(MAX_RUN));
    }
    outputs.forEach(output -> PipelineSettingsFactory.policy(config, output));
    if (!tenant.isEmpty() && (!config.tenants() || patient == null)) {
      throw usage("--tenant goes with --patient, and with vigil.tenants");
    }
    if (!offsets.isEmpty() && (from != null || to != null)) {
      throw usage("Give --offsets, or --from and --to");
    }
    SortedMap<Integer, Range> ranges = new TreeMap<>();
    for (String range : offsets) {
      try {
        Ranges.add(ranges, range);
      } catch (IllegalArgumentException e) {
        throw usage("--offsets " + range + ": " + e.getMessage() + "; for example 0:12-400");
      }
    }
    return new RunRequest(
        run,
        new TreeSet<>(outputs),
        input(config),
        time("--from", from),
        time("--to", to),
        ranges,
        patient == null ? null : new PatientKey(tenant, patient),
        page);
  }

  /** Acknowledgements are no change events, and have no outputs. */
  private String input(VigilConfig config) {
    TopicCatalogue topics = new TopicCatalogue(config);
    String prefix = config.topics().prefix().orElse("");
    return Stream.concat(Stream.of(topics.events(), topics.replay()), topics.consents().stream())
        .map(Topic::name)
        .filter(name -> name.equals(topic) || name.equals(prefix + topic))
        .findFirst()
        .orElseThrow(
            () ->
                usage(
                    "--topic %s is no input of change events: fhir.events, fhir.replay, or fhir.consents with vigil.inputs.consents"
                        .formatted(topic)));
  }

  private static @Nullable Instant time(String option, @Nullable String text) {
    if (text == null) {
      return null;
    }
    FhirDateTime time = FhirDateTime.parse(text);
    if (time == null) {
      throw usage(
          "%s %s is no time: give 2026-01-15T12:00:00Z or 2026-01-15".formatted(option, text));
    }
    return time.start();
  }

  private static VigilException usage(String line) {
    return new VigilException(ExitCode.USAGE, line, null);
  }

  private void say(
      PrintWriter out, RunRequest request, Reprocessing reprocessing, Reprocessing.Counts counts) {
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("run", run);
      object.put("topic", request.topic());
      object.put("outputs", List.copyOf(request.outputs()));
      object.put("toSend", counts.toSend());
      object.put("sentBefore", counts.sentBefore());
      object.put("deadLetters", counts.deadLetters());
      object.put("ofOperators", counts.ofOperators());
      object.put("lost", reprocessing.lost());
      out.println(Json.inOrder(object));
      return;
    }
    out.printf(
        "Run %s%s: %s, for %s%n",
        run,
        reprocessing.isBegun() ? " goes on" : "",
        request.topic(),
        String.join(", ", request.outputs()));
    reprocessing
        .ranges()
        .forEach(
            (partition, range) ->
                out.printf(
                    "  partition %d, offsets %d to %d%n", partition, range.from(), range.to() - 1));
    out.printf(Locale.ROOT, "Records to send: %,d%n", counts.toSend());
    line(out, "Sent by this run before", counts.sentBefore());
    line(out, "Left out, dead letters (vigil dlq replay)", counts.deadLetters());
    line(out, "Left out, written by operators", counts.ofOperators());
    line(
        out,
        "Deleted by retention before they were sent, at most (see vigil backfill)",
        reprocessing.lost());
    out.flush();
  }

  private static void line(PrintWriter out, String what, long count) {
    if (count > 0) {
      out.printf(Locale.ROOT, "%s: %,d%n", what, count);
    }
  }
}
