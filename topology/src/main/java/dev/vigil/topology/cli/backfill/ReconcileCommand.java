package dev.vigil.topology.cli.backfill;

import dev.vigil.avro.Operation;
import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.fhir.FhirDateTime;
import dev.vigil.serdes.fhir.JsonInput;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.io.OperatorOptions;
import dev.vigil.topology.cli.io.PaceOptions;
import dev.vigil.topology.cli.io.ProgressLine;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.backfill.ChangeEvents;
import dev.vigil.topology.runtime.reconcile.AuditTrail;
import dev.vigil.topology.runtime.reconcile.FhirServer;
import dev.vigil.topology.runtime.reconcile.Pull;
import dev.vigil.topology.runtime.reconcile.Reconciliation;
import dev.vigil.topology.runtime.reconcile.Reconciliation.Summary;
import dev.vigil.topology.runtime.replay.Pace;
import dev.vigil.topology.runtime.replay.ReplaySender;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds what a FHIR server says changed against what the stream saw, and closes the gap. */
@Command(
    name = "reconcile",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Ask a FHIR R4 server what changed, look each change up in fhir.audit, and print what the"
          + " stream never saw: type, id and version, nothing else. --emit sends it to fhir.replay,"
          + " marked as backfill. Meant for a nightly job.",
      "Ends with 0 if nothing is missing, or all of it was sent; with 12 if something is missing and"
          + " was not sent, is a dead letter, or cannot be read; with 14 if the server does not"
          + " give what is asked for."
    })
public final class ReconcileCommand implements Callable<Integer> {
  @Option(
      names = "--fhir-base",
      required = true,
      paramLabel = "URL",
      description = "Base address of the server, such as https://fhir.example.org/r4.")
  private String fhirBase = "";

  @Option(
      names = "--since",
      required = true,
      paramLabel = "T",
      description = "Changes from this time on; or a duration before now, such as PT26H.")
  private String since = "";

  @Option(
      names = "--until",
      paramLabel = "T",
      description =
          "Changes before this time. Default: now minus --margin, because what is newer may still be"
              + " on its way.")
  private @Nullable String until;

  @Option(
      names = "--types",
      split = ",",
      paramLabel = "TYPE",
      description = "FHIR types, separated by commas. Default: all, by the server's whole history.")
  private List<String> types = new ArrayList<>();

  @Option(
      names = "--via",
      paramLabel = "WAY",
      defaultValue = "history",
      description =
          "history: all versions and deletions. last-updated, for servers without a history: what"
              + " there is now, by _lastUpdated; needs --types, and finds neither earlier versions"
              + " nor deletions. Default: ${DEFAULT-VALUE}.")
  private String via = "";

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "200",
      description = "Resources a page. Default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = "--margin",
      paramLabel = "DURATION",
      defaultValue = "PT5M",
      description =
          "By how much the clocks of server and brokers may differ, and how long a change may be on"
              + " its way. Default: ${DEFAULT-VALUE}.")
  private Duration margin = Duration.ZERO;

  @Option(
      names = "--producer",
      paramLabel = "SOURCE",
      description =
          "Only records of this source count as seen (and of --source); may be repeated. For"
              + " servers that share ids. Default: all.")
  private List<String> producers = new ArrayList<>();

  @Option(names = "--tenant", paramLabel = "T", description = "Tenant of the server's patients.")
  private String tenant = "";

  @Option(
      names = "--header-file",
      paramLabel = "FILE",
      description =
          "HTTP headers to send, one a line, such as Authorization: Bearer …; make it readable for"
              + " this user only.")
  private @Nullable Path headerFile;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "PT60S",
      description = "How long to wait for the server's bytes. Default: ${DEFAULT-VALUE}.")
  private Duration timeout = Duration.ZERO;

  @Option(names = "--emit", description = "Send what is missing to fhir.replay, after asking.")
  private boolean emit;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description =
          "With --emit: what the stream calls this server. Versions are compared within one"
              + " source.")
  private String source = "";

  @Option(
      names = "--dead-letters",
      description = "With --emit: send what became a dead letter, too. Do not replay it as well.")
  private boolean deadLetters;

  @Option(names = "--page", description = "With --emit: critical results page as if new.")
  private boolean page;

  @Option(names = "--json", description = "One JSON object a line, the counts last.")
  private boolean json;

  @Mixin private final PaceOptions rate = new PaceOptions();
  @Mixin private final OperatorOptions operator = new OperatorOptions();
  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

  @Spec private CommandSpec spec;

  private final InstantSource clock = InstantSource.system();

  @Override
  public Integer call() throws IOException {
    Configuration loaded = configuration.load();
    loaded.require(Configuration.BOOTSTRAP_SERVERS, Configuration.REGISTRY_URL);
    check(loaded);
    Instant now = clock.instant();
    Pull.Span span = span(now);
    String operatorName = emit ? operator.name() : "";
    Map<String, String> headers = HeaderFile.read(headerFile);
    URI base = FhirServer.base(fhirBase, !headers.isEmpty());
    PrintWriter out = spec.commandLine().getOut();
    try (FhirServer server =
            new FhirServer(base, headers, timeout, clock, ReconcileCommand::sleep);
        ClusterAdmin cluster = ClusterAdmin.connect(loaded);
        Registry registry =
            new Registry(loaded.registrySettings(), loaded.vigil().startupTimeout(), clock)) {
      Pull pull =
          new Pull(
              server,
              span,
              JsonInput.factory(loaded.vigil().inputs().maxDepth()),
              loaded.vigil().inputs().maxValueBytes());
      Reconciliation reconciliation =
          new Reconciliation(
              pull,
              new ChangeEvents(source, tenant, loaded.vigil().tenants()),
              new Reconciliation.Rules(tenant, margin, evidence(), deadLetters, page));
      FindingLines lines = new FindingLines(out, json);
      Summary found = compare(reconciliation, new AuditTrail(loaded, cluster, registry), lines);
      if (found.isNothing()) {
        lines.summary(found, 0);
        return ExitCode.OK.code();
      }
      long due = found.missing() - found.unsendable() + (deadLetters ? found.deadLettered() : 0);
      if (!emit || due == 0 || !agreed(due, out)) {
        lines.summary(found, 0);
        return ExitCode.NOT_PROVEN.code();
      }
      ReplaySender.Job job =
          new ReplaySender.Job(
              "reconcile", Operation.BACKFILLED, operatorName, "reconcile " + base, details(span));
      try (Pace pace = rate.pace(loaded, cluster);
          ReplaySender sender = new ReplaySender(loaded, cluster, registry, job, pace, clock)) {
        long left = send(reconciliation, sender);
        lines.summary(found, sender.sent());
        return left == 0 && found.isAllSent(deadLetters)
            ? ExitCode.OK.code()
            : ExitCode.NOT_PROVEN.code();
      }
    }
  }

  private void check(Configuration loaded) {
    if (!loaded.vigil().tenants() && !tenant.isEmpty()) {
      throw wrong("--tenant: there are none; see vigil.tenants");
    }
    if (emit && source.isEmpty()) {
      throw wrong("--emit: needs --source, what the stream calls this server");
    }
    if (!emit && (page || deadLetters)) {
      throw wrong("--page and --dead-letters: only with --emit");
    }
    if (count < 1 || count > 10_000) {
      throw wrong("--count: from 1 to 10000");
    }
    if (margin.isNegative() || timeout.isNegative() || timeout.isZero()) {
      throw wrong("--margin and --timeout: must not be negative");
    }
    for (String type : types) {
      if (!type.matches("[A-Z][A-Za-z]{1,63}")) {
        throw wrong("--types: FHIR types, such as Observation,Consent");
      }
    }
  }

  private ParameterException wrong(String problem) {
    return new ParameterException(spec.commandLine(), problem);
  }

  private Pull.Span span(Instant now) {
    Pull.Via way =
        switch (via) {
          case "history" -> Pull.Via.HISTORY;
          case "last-updated" -> Pull.Via.LAST_UPDATED;
          default -> throw wrong("--via: history or last-updated");
        };
    if (way == Pull.Via.LAST_UPDATED && types.isEmpty()) {
      throw wrong("--via last-updated: needs --types, such as Patient,Consent,Observation");
    }
    Instant from = time("--since", since, now);
    Instant to = until == null ? now.minus(margin) : time("--until", until, now);
    if (!from.isBefore(to)) {
      throw wrong("--since: must be before --until, which is " + to);
    }
    return new Pull.Span(
        way,
        List.copyOf(types),
        from.truncatedTo(ChronoUnit.MILLIS),
        to.truncatedTo(ChronoUnit.MILLIS),
        count);
  }

  private Instant time(String option, String text, Instant now) {
    if (text.startsWith("P")) {
      try {
        return now.minus(Duration.parse(text));
      } catch (DateTimeException | ArithmeticException e) {
        throw wrong(option + ": no duration; give one such as PT26H");
      }
    }
    FhirDateTime time = FhirDateTime.parse(text);
    if (time == null) {
      throw wrong(option + ": no time; give 2026-01-15T12:00:00Z, 2026-01-15 or PT26H");
    }
    return time.start();
  }

  private Set<String> evidence() {
    List<String> sources = new ArrayList<>(producers);
    if (!producers.isEmpty() && !source.isEmpty()) {
      sources.add(source);
    }
    return Set.copyOf(sources);
  }

  private Summary compare(Reconciliation reconciliation, AuditTrail audit, FindingLines lines) {
    try (ProgressLine progress = progress("changes of the server")) {
      reconciliation.readServer(progress::add);
    }
    try (ProgressLine progress = progress("audit records")) {
      reconciliation.readAudit(audit, progress::add);
    }
    return reconciliation.findings(lines, read -> {});
  }

  private long send(Reconciliation reconciliation, ReplaySender sender) {
    try (ProgressLine progress = progress("changes of the server, to send what is missing")) {
      return reconciliation.send(sender, progress::add);
    }
  }

  private ProgressLine progress(String what) {
    return ProgressLine.onTerminal(spec.commandLine().getErr(), what, 0);
  }

  private boolean agreed(long due, PrintWriter out) throws IOException {
    PrintWriter asked = json ? spec.commandLine().getErr() : out;
    return operator.confirm(
        "Send %,d change events to fhir.replay, %s?"
            .formatted(due, page ? "critical results page" : "critical results page nobody"),
        asked);
  }

  private Map<String, String> details(Pull.Span span) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("since", span.since().toString());
    details.put("until", span.until().toString());
    details.put("via", via);
    details.put("source", source);
    if (!types.isEmpty()) {
      details.put("types", String.join(",", types));
    }
    details.put("page", Boolean.toString(page));
    return details;
  }

  private static void sleep(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigilException(ExitCode.UNEXPECTED, "Interrupted while waiting", e);
    }
  }
}
