package dev.vigil.topology.cli.backfill;

import dev.vigil.avro.Operation;
import dev.vigil.config.Configuration;
import dev.vigil.config.Partitioner;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.io.FhirFiles;
import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.cli.io.OperatorOptions;
import dev.vigil.topology.cli.io.PaceOptions;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.cli.io.ProgressLine;
import dev.vigil.topology.cli.io.RepeatableFiles;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.backfill.BackfillRecords;
import dev.vigil.topology.runtime.backfill.ChangeEvents;
import dev.vigil.topology.runtime.replay.Pace;
import dev.vigil.topology.runtime.replay.ReplaySender;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings in what the stream never saw. */
@Command(
    name = "backfill",
    mixinStandardHelpOptions = true,
    description = {
      "Bring in what the stream never saw, from files: FHIR resources (ndjson, Bundles, histories"
          + " with deletions, arrays), or change events in JSON (flat or structured CloudEvents,"
          + " one a line or an array); - is standard input. Told apart by content.",
      "Says what would be sent and what is left out, and why; with --send sends it to fhir.replay"
          + " after asking, Consents and Patients first. Critical results page nobody, unless"
          + " --page. Ended halfway, run it again: what was sent is recognised as a duplicate.",
      "Ends with 0 if everything in the files would be, or was, sent; with 12 if something was left"
          + " out, or you said no."
    })
public final class BackfillCommand implements Callable<Integer> {
  /** Of one standard input or pipe, which must be read more than once. */
  private static final int MAX_HELD_BYTES = 256 << 20;

  private static final int MAX_SUBJECT = 200;

  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();
  @Mixin private final OperatorOptions operator = new OperatorOptions();
  @Mixin private final PaceOptions pace = new PaceOptions();

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files to bring in.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description =
          "System that the resources are from: the source that its change events name, so that"
              + " versions can be compared. Required for resources; change events say their own.")
  private @Nullable String source;

  @Option(
      names = "--tenant",
      paramLabel = "T",
      description = "Tenant of the patients, for resources; change events say their own.")
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
    check(loaded);
    BackfillRecords records =
        new BackfillRecords(
            loaded.vigil(),
            new ChangeEvents(source == null ? "" : source, tenant, loaded.vigil().tenants()),
            page);
    FhirFiles reader =
        new FhirFiles(loaded.vigil().inputs().maxValueBytes(), loaded.vigil().inputs().maxDepth());
    BackfillFiles content =
        new BackfillFiles(
            new RepeatableFiles(reader, MAX_HELD_BYTES), files, records, source != null);
    Contents contents = new Contents();
    PrintWriter out = spec.commandLine().getOut();
    content.look(
        contents::take,
        (place, what, problem) -> {
          contents.leaveOut(problem);
          problem(out, place, what, problem);
        });
    summary(out, contents);
    boolean complete = contents.leftOut() == 0;
    if (send && contents.records() > 0) {
      complete &= send(loaded, records, content, contents, out);
    } else if (!json) {
      out.println(send ? "There is nothing to send." : "Nothing was sent. To send it: --send");
    }
    out.flush();
    return (complete ? ExitCode.OK : ExitCode.NOT_PROVEN).code();
  }

  private void check(Configuration loaded) {
    if (!tenant.isEmpty() && !loaded.vigil().tenants()) {
      throw usage("--tenant: there are none; see vigil.tenants");
    }
    if (source != null && source.isBlank()) {
      throw usage("--source must name a system");
    }
    if (send && json && !operator.isSure()) {
      throw usage("--send with --json cannot ask: say --yes");
    }
    if (send && files.contains(FhirFiles.STANDARD_INPUT) && !operator.isSure()) {
      throw usage("Standard input is the data, so that nobody can be asked: say --yes");
    }
    if (files.stream().filter(FhirFiles.STANDARD_INPUT::equals).count() > 1) {
      throw usage("Standard input can be given once");
    }
    if (send) {
      loaded.require(Configuration.BOOTSTRAP_SERVERS, Configuration.REGISTRY_URL);
      if (loaded.vigil().inputs().partitioner() == Partitioner.NONE) {
        throw new VigilException(
            ExitCode.CONFIGURATION,
            "vigil.inputs.partitioner is none, so that nobody can tell in which partition a"
                + " patient's records are: set it to what the producers use",
            null);
      }
    }
  }

  private static VigilException usage(String line) {
    return new VigilException(ExitCode.USAGE, line, null);
  }

  private boolean send(
      Configuration loaded,
      BackfillRecords records,
      BackfillFiles content,
      Contents contents,
      PrintWriter out)
      throws IOException {
    String by = operator.name();
    try (ClusterAdmin cluster = ClusterAdmin.connect(loaded);
        Registry registry =
            new Registry(loaded.registrySettings(), loaded.vigil().startupTimeout(), clock);
        Pace inForce = pace.pace(loaded, cluster)) {
      if (!operator.confirm(
          "Send %,d change events%s?".formatted(contents.records(), page ? ", paging" : ""), out)) {
        out.println("Nothing was sent.");
        return false;
      }
      try (ReplaySender sender =
              new ReplaySender(loaded, cluster, registry, job(by), inForce, clock);
          ProgressLine progress =
              ProgressLine.onTerminal(
                  spec.commandLine().getErr(), "change events", contents.records())) {
        content.inOrder(
            ready -> {
              sender.send(ready.key(), ready.value(), records.headers(), 0, null);
              progress.add(1);
            });
        sender.finish();
        return sent(out, sender.sent(), contents.records());
      }
    }
  }

  private boolean sent(PrintWriter out, long sent, long expected) {
    if (json) {
      out.println(Json.line(Map.of("sent", sent)));
    } else {
      out.printf(Locale.ROOT, "Sent: %,d change events. See vigil audit verify.%n", sent);
    }
    if (sent != expected) {
      throw new VigilException(
          ExitCode.NOT_PROVEN,
          "The files changed while they were read: %d change events were announced, %d sent. Run it again"
              .formatted(expected, sent),
          null);
    }
    return true;
  }

  private ReplaySender.Job job(String by) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("files", Integer.toString(files.size()));
    details.put("page", Boolean.toString(page));
    if (source != null) {
      details.put("source", source);
    }
    String names =
        files.stream()
            .map(file -> file.equals(FhirFiles.STANDARD_INPUT) ? file : nameOf(file))
            .collect(Collectors.joining(", "));
    String subject = names.length() > MAX_SUBJECT ? names.substring(0, MAX_SUBJECT) + "…" : names;
    return new ReplaySender.Job("backfill", Operation.BACKFILLED, by, subject, details);
  }

  private static String nameOf(String file) {
    Path name = Path.of(file).getFileName();
    return name == null ? file : name.toString();
  }

  private void problem(PrintWriter out, String place, @Nullable String what, String problem) {
    if (json) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      object.put("place", place);
      object.put("what", what);
      object.put("problem", problem);
      out.println(Json.inOrder(object));
    } else {
      out.println(
          Printable.of(
              "%s: left out%s: %s"
                  .formatted(place, what == null ? "" : ", " + what, Problems.text(problem))));
    }
  }

  private void summary(PrintWriter out, Contents contents) {
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("changeEvents", contents.records());
      object.put("types", contents.types());
      object.put("leftOut", contents.leftOut());
      object.put("problems", contents.problems());
      out.println(Json.inOrder(object));
      return;
    }
    out.printf(Locale.ROOT, "Change events to send: %,d%n", contents.records());
    contents
        .types()
        .forEach(
            (type, count) ->
                out.println(
                    Printable.of(String.format(Locale.ROOT, "  %-24s %,12d", type, count))));
    if (contents.leftOut() > 0) {
      out.printf(Locale.ROOT, "Left out: %,d%n", contents.leftOut());
      contents
          .problems()
          .forEach(
              (problem, count) ->
                  out.println(
                      Printable.of(String.format(Locale.ROOT, "  %-24s %,12d", problem, count))));
    }
    out.flush();
  }
}
