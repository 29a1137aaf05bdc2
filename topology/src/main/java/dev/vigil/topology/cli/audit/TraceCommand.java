package dev.vigil.topology.cli.audit;

import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.io.ProgressLine;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.audit.trace.Period;
import dev.vigil.topology.runtime.audit.trace.Trace;
import dev.vigil.topology.runtime.audit.trace.TraceQuery;
import dev.vigil.topology.runtime.audit.trace.TraceQuery.Kind;
import dev.vigil.topology.runtime.audit.trace.Tracer;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Follows one event, request or alert. */
@Command(
    name = "trace",
    mixinStandardHelpOptions = true,
    description = {
      "Print the way of an event, of a request's events or of an alert through the system: each"
          + " record with its coordinates, outcome and decisions, its other attempts, where its"
          + " outputs are, and what operators and time did about it.",
      "Prints no patient id, except with --patient, and then none but that one. Ids of events,"
          + " requests, alerts and other resources are printed as they were sent.",
      "Ends with 0 if anything was found, with 12 if not."
    })
final class TraceCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private Followed followed = new Followed();

  @Option(
      names = "--source",
      paramLabel = "S",
      description = "With --event: the system that produced it; else whichever.")
  private @Nullable String source;

  @Option(
      names = "--patient",
      paramLabel = "ID",
      description = "Read this patient's partition only, and leave out other patients' records.")
  private @Nullable String patient;

  @Option(names = "--tenant", paramLabel = "T", description = "The patient's tenant.")
  private String tenant = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Look for what was decided from then on, for example 2026-03-01T12:00:00Z. Default: as"
              + " long as the audit is kept, which is read in full.")
  private @Nullable Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Look for what was decided before. Default: now.")
  private @Nullable Instant until;

  @Option(
      names = "--json",
      description = "One JSON object a line; the last says what was searched.")
  private boolean json;

  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

  @Spec private CommandSpec spec;

  /** Exactly one. */
  static final class Followed {
    @Option(names = "--event", paramLabel = "ID", description = "Follow this event.")
    @Nullable String event;

    @Option(
        names = "--request",
        paramLabel = "ID",
        description = "Follow all events of this request of a producer.")
    @Nullable String request;

    @Option(
        names = "--alert",
        paramLabel = "ID",
        description = "Follow this alert: revisions, escalations, acknowledgements.")
    @Nullable String alert;
  }

  @Override
  public Integer call() throws IOException {
    Configuration loaded = configuration.load();
    loaded.require(Configuration.BOOTSTRAP_SERVERS, Configuration.REGISTRY_URL);
    TraceQuery query = query(loaded);
    Trace trace;
    try (ClusterAdmin cluster = ClusterAdmin.connect(loaded);
        Registry registry =
            new Registry(
                loaded.registrySettings(),
                loaded.vigil().startupTimeout(),
                InstantSource.system());
        ProgressLine progress = ProgressLine.onTerminal(spec.commandLine().getErr(), "records", 0);
        Tracer tracer = new Tracer(loaded, cluster, registry, progress::add)) {
      trace = tracer.trace(query);
    }
    if (trace.steps().isEmpty()) {
      throw new VigilException(
          ExitCode.NOT_PROVEN,
          "Nothing of this %s was found. %s Check the id%s"
              .formatted(
                  TraceText.what(query),
                  TraceText.searched(trace, query.period()),
                  query.patient() == null && query.source() == null
                      ? ", and vigil.topics.prefix"
                      : ", and look again without --patient and --source"),
          null);
    }
    PrintWriter out = spec.commandLine().getOut();
    (json ? TraceJson.lines(trace, query) : TraceText.lines(trace, query)).forEach(out::println);
    out.flush();
    return ExitCode.OK.code();
  }

  private TraceQuery query(Configuration loaded) {
    Kind kind =
        followed.event != null ? Kind.EVENT : followed.request != null ? Kind.REQUEST : Kind.ALERT;
    String id =
        switch (kind) {
          case EVENT -> followed.event;
          case REQUEST -> followed.request;
          case ALERT -> followed.alert;
        };
    if (id == null || id.isEmpty()) {
      throw usage("--%s: needs an id".formatted(TraceText.what(kind)));
    }
    if (source != null && kind != Kind.EVENT) {
      throw usage("--source goes with --event only");
    }
    if (patient == null && !tenant.isEmpty()) {
      throw usage("--tenant goes with --patient only");
    }
    if (since != null && until != null && !since.isBefore(until)) {
      throw usage("--since is not before --until");
    }
    return new TraceQuery(
        kind,
        id,
        source,
        patient == null ? null : PatientId.of(loaded, tenant, patient),
        new Period(since, until));
  }

  private static VigilException usage(String line) {
    return new VigilException(ExitCode.USAGE, line, null);
  }
}
