package dev.vigil.topology.cli.audit;

import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.event.PatientKey;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.cli.io.ProgressLine;
import dev.vigil.topology.domain.disclosure.Disclosure;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.audit.trace.DisclosureReader;
import dev.vigil.topology.runtime.audit.trace.DisclosureReader.Accounted;
import dev.vigil.topology.runtime.audit.trace.Period;
import dev.vigil.topology.runtime.audit.trace.Searched;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists what of a patient's went where. */
@Command(
    name = "disclosures",
    mixinStandardHelpOptions = true,
    description = {
      "List what of a patient's went where: when, to which output and recipient, under which purpose,"
          + " by which Consent and provision or which default; break-glass, escalations and dead"
          + " letters whose content an operator saw included.",
      "Prints ids of resources, events and alerts, and no clinical content. RECIPIENT is what the"
          + " configuration names now. deploy/handbook/disclosures.md says what the list cannot know.",
      "Ends with 0 if the audit of the whole period is there, even if the list is empty; with 12 if"
          + " there is no record of the patient at all, or if retention may have deleted some: what"
          + " is left is listed then."
    })
final class DisclosuresCommand implements Callable<Integer> {
  @Option(
      names = "--patient",
      required = true,
      paramLabel = "ID",
      description = "Logical id of the patient.")
  private String patient = "";

  @Option(names = "--tenant", paramLabel = "T", description = "The patient's tenant.")
  private String tenant = "";

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DATE",
      description = "First day, for example 2026-01-01.")
  private LocalDate from = LocalDate.EPOCH;

  @Option(names = "--to", required = true, paramLabel = "DATE", description = "Last day.")
  private LocalDate to = LocalDate.EPOCH;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      defaultValue = "UTC",
      description = "Time zone of days and times, for example Europe/Vienna. Default: UTC.")
  private ZoneId zone = ZoneId.of("UTC");

  @Option(
      names = "--all",
      description =
          "List also what is no disclosure of content: id-only notices, review items, and what was"
              + " denied or withheld.")
  private boolean all;

  @ArgGroup private @Nullable Form form;

  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

  @Spec private CommandSpec spec;

  private boolean headed;

  /** At most one. */
  static final class Form {
    @Option(
        names = "--csv",
        description = "A table for spreadsheets; what is to be said of it is on standard error.")
    boolean csv;

    @Option(
        names = "--json",
        description = "One JSON object a line; the last says what was searched.")
    boolean json;
  }

  @Override
  public Integer call() throws IOException {
    Configuration loaded = configuration.load();
    loaded.require(Configuration.BOOTSTRAP_SERVERS, Configuration.REGISTRY_URL);
    PatientKey whose = PatientId.of(loaded, tenant, patient);
    if (to.isBefore(from)) {
      throw new VigilException(ExitCode.USAGE, "--to is before --from", null);
    }
    Period period =
        new Period(
            from.atStartOfDay(zone).toInstant(), to.plusDays(1).atStartOfDay(zone).toInstant());
    DisclosureLines lines = new DisclosureLines(new Recipients(loaded.vigil()), zone);
    PrintWriter out = spec.commandLine().getOut();
    long[] listed = new long[1];
    Accounted accounted;
    try (ClusterAdmin cluster = ClusterAdmin.connect(loaded);
        Registry registry =
            new Registry(
                loaded.registrySettings(),
                loaded.vigil().startupTimeout(),
                InstantSource.system());
        ProgressLine progress = ProgressLine.onTerminal(spec.commandLine().getErr(), "records", 0);
        DisclosureReader reader = new DisclosureReader(loaded, cluster, registry, progress::add)) {
      accounted =
          reader.read(
              whose,
              period,
              line -> {
                if (all || line.kind().isContent()) {
                  listed[0]++;
                  print(out, lines, line);
                }
              });
    }
    if (listed[0] == 0 && accounted.records() == 0 && accounted.unreadable() == 0) {
      throw nothing(accounted);
    }
    finish(out, accounted, listed[0]);
    return (isComplete(accounted) ? ExitCode.OK : ExitCode.NOT_PROVEN).code();
  }

  private VigilException nothing(Accounted accounted) {
    return new VigilException(
        ExitCode.NOT_PROVEN,
        "No record of this patient, decided from %s to %s (%s), is in %s%s: check --patient, --tenant and the days"
            .formatted(
                from,
                to,
                zone,
                accounted.searched().get(0).topic(),
                isComplete(accounted) ? "" : ", of which retention may have deleted some"),
        null);
  }

  private void print(PrintWriter out, DisclosureLines lines, Disclosure line) {
    if (isJson()) {
      out.println(lines.json(line));
      return;
    }
    head(out);
    out.println(isCsv() ? lines.csv(line) : lines.row(line));
  }

  private void head(PrintWriter out) {
    if (!headed && !isJson()) {
      headed = true;
      out.println(isCsv() ? DisclosureLines.csvHead() : DisclosureLines.tableHead());
    }
  }

  private void finish(PrintWriter out, Accounted accounted, long listed) {
    if (isJson()) {
      out.println(Json.inOrder(summary(accounted, listed)));
    } else {
      if (isCsv() || listed > 0) {
        head(out);
      }
      PrintWriter notes = isCsv() ? spec.commandLine().getErr() : out;
      notes(accounted, listed).forEach(note -> notes.println(Printable.of(note)));
      notes.flush();
    }
    out.flush();
  }

  private List<String> notes(Accounted accounted, long listed) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "%,d %s from %s to %s (%s), of %,d records of the patient; %,d duplicates and %,d dead letters among them went nowhere."
            .formatted(
                listed,
                all ? "lines" : "disclosures",
                from,
                to,
                zone,
                accounted.records(),
                accounted.duplicates(),
                accounted.deadLetters()));
    if (accounted.unreadable() > 0) {
      notes.add(
          "%,d more under the patient's key could not be read: they went nowhere, and are not known to be the patient's."
              .formatted(accounted.unreadable()));
    }
    if (!isComplete(accounted)) {
      notes.add(
          "The list may be incomplete: retention has deleted records of "
              + String.join(
                  " and ",
                  accounted.searched().stream()
                      .filter(Searched::truncated)
                      .map(
                          one ->
                              one.topic()
                                  + (one.oldest() == null ? "" : " older than " + one.oldest()))
                      .toList())
              + ".");
    }
    return notes;
  }

  private Map<String, @Nullable Object> summary(Accounted accounted, long listed) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("type", "searched");
    object.put("from", from.toString());
    object.put("to", to.toString());
    object.put("zone", zone.toString());
    object.put("listed", listed);
    object.put("records", accounted.records());
    object.put("duplicates", accounted.duplicates());
    object.put("deadLetters", accounted.deadLetters());
    object.put("unreadable", accounted.unreadable());
    object.put("complete", isComplete(accounted));
    object.put("topics", accounted.searched().stream().map(TraceJson::searched).toList());
    return object;
  }

  private static boolean isComplete(Accounted accounted) {
    return accounted.searched().stream().noneMatch(Searched::truncated);
  }

  private boolean isCsv() {
    return form != null && form.csv;
  }

  private boolean isJson() {
    return form != null && form.json;
  }
}
