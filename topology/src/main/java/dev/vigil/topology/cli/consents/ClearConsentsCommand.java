package dev.vigil.topology.cli.consents;

import dev.vigil.config.Configuration;
import dev.vigil.serdes.event.PatientKey;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.cli.io.OperatorOptions;
import dev.vigil.topology.domain.patient.Indeterminate;
import dev.vigil.topology.domain.patient.Indeterminate.Unreadable;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.IndeterminatePatient;
import dev.vigil.topology.runtime.PatientStateReader;
import dev.vigil.topology.runtime.ReplayWriter;
import dev.vigil.topology.runtime.VigilException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lets an operator clear what is indeterminate of one patient. */
@Command(
    name = "clear",
    mixinStandardHelpOptions = true,
    description =
        "Clear what is indeterminate in a patient's consent, after a look at the Consents at"
            + " their source. A Consent that was read before has effect again as it was then.")
final class ClearConsentsCommand implements Callable<Integer> {
  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

  @Option(
      names = "--patient",
      required = true,
      paramLabel = "ID",
      description = "Logical id of the patient.")
  private String patient = "";

  @Option(names = "--tenant", paramLabel = "T", description = "The patient's tenant.")
  private String tenant = "";

  @Option(
      names = "--consent",
      paramLabel = "ID",
      description =
          "Clear this Consent only; else all, those of unknown id and an overflow included.")
  private @Nullable String consent;

  @Mixin private final OperatorOptions operator = new OperatorOptions();

  @Spec private CommandSpec spec;

  private final Supplier<UUID> eventIds;
  private final InstantSource clock;

  ClearConsentsCommand() {
    this(UUID::randomUUID, InstantSource.system());
  }

  ClearConsentsCommand(Supplier<UUID> eventIds, InstantSource clock) {
    this.eventIds = eventIds;
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException {
    Configuration loaded = configuration.load();
    loaded.require(Configuration.BOOTSTRAP_SERVERS);
    boolean tenants = loaded.vigil().tenants();
    if (!tenants && !tenant.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--tenant: there are none; see vigil.tenants");
    }
    if (consent != null && consent.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--consent: needs an id; leave it out to clear what has none");
    }
    String by = operator.name();
    PatientKey key = new PatientKey(tenant, patient);
    PrintWriter out = spec.commandLine().getOut();
    try (ClusterAdmin cluster = ClusterAdmin.connect(loaded)) {
      List<IndeterminatePatient> found =
          new PatientStateReader(loaded, cluster)
              .indeterminate(key).stream().filter(this::concerns).toList();
      if (found.isEmpty()) {
        throw new VigilException(
            ExitCode.NOT_PROVEN, "Nothing of that is indeterminate: see vigil consents list", null);
      }
      try (ReplayWriter replay = new ReplayWriter(loaded, cluster)) {
        found.forEach(one -> announce(out, one.what()));
        if (!operator.confirm("Clear?", out)) {
          out.println("Nothing was written.");
          return ExitCode.NOT_PROVEN.code();
        }
        for (IndeterminatePatient one : found) {
          String eventId = eventIds.get().toString();
          byte[] event = Json.line(event(eventId, by, one.what())).getBytes(StandardCharsets.UTF_8);
          follow(out, eventId, replay.write(one.partition(), key.toBytes(tenants), event));
        }
      }
    }
    out.flush();
    return ExitCode.OK.code();
  }

  private boolean concerns(IndeterminatePatient one) {
    return consent == null
        || one.what().consents().stream().anyMatch(unreadable -> isMeant(unreadable));
  }

  private boolean isMeant(Unreadable unreadable) {
    return consent == null || unreadable.id().equals(consent);
  }

  private void announce(PrintWriter out, Indeterminate what) {
    out.println("To be cleared:");
    for (Unreadable unreadable : what.consents()) {
      if (isMeant(unreadable)) {
        out.printf(
            "  Consent %s, unreadable since %s: %s%n",
            Names.of(unreadable),
            unreadable.since(),
            unreadable.readBefore()
                ? "its last readable version has effect again"
                : "no version was ever read; it is forgotten, as if it had not come");
      }
    }
    if (what.overflow() && consent == null) {
      out.println(
          "  Overflow: the Consents that are kept decide again; those beyond the bound do not. The"
              + " next change of a Consent can overflow again, unless vigil.patients.max-consents is"
              + " raised first");
    }
    out.println("It holds for this patient's records from the clear on, on every output.");
    out.flush();
  }

  private Map<String, String> event(String eventId, String by, Indeterminate what) {
    Map<String, String> event = new LinkedHashMap<>();
    event.put("eventId", eventId);
    event.put("source", "operator:" + by);
    event.put("eventType", consent == null ? "patient.cleared" : "consent.cleared");
    event.put("resourceType", consent == null ? "Patient" : "Consent");
    event.put("resourceId", consent == null ? patient : consent);
    event.put("versionId", what.revision());
    event.put("patientId", patient);
    event.put("tenant", tenant);
    event.put("timestamp", clock.instant().toString());
    return event;
  }

  private static void follow(PrintWriter out, String eventId, RecordMetadata written) {
    out.printf(
        "Written to %s, partition %d, offset %d, as event %s.%n",
        written.topic(), written.partition(), written.offset(), eventId);
    out.printf(
        "Its record in fhir.audit (vigil topics read fhir.audit) is ACKNOWLEDGED and notes"
            + " indeterminate-cleared; or clear-outdated: a change came first, so look and clear"
            + " again.%n");
  }
}
