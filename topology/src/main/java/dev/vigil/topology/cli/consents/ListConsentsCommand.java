package dev.vigil.topology.cli.consents;

import dev.vigil.config.Configuration;
import dev.vigil.serdes.event.PatientKey;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.domain.patient.Indeterminate;
import dev.vigil.topology.domain.patient.Indeterminate.Unreadable;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.IndeterminatePatient;
import dev.vigil.topology.runtime.PatientStateReader;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows an operator what is indeterminate. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description =
        "Print the patients with a Consent that cannot be read, or with more Consents than are"
            + " kept. Prints patient ids.")
final class ListConsentsCommand implements Callable<Integer> {
  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Configuration loaded = configuration.load();
    loaded.require(Configuration.BOOTSTRAP_SERVERS);
    List<IndeterminatePatient> found;
    try (ClusterAdmin cluster = ClusterAdmin.connect(loaded)) {
      found = new PatientStateReader(loaded, cluster).indeterminate();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      found.forEach(one -> out.println(Json.line(object(one))));
    } else if (found.isEmpty()) {
      out.println("none");
    } else {
      row(out, "TENANT", "PATIENT", "PARTITION", "SINCE", "REVISION", "INDETERMINATE");
      found.forEach(one -> row(out, one));
    }
    out.flush();
    return ExitCode.OK.code();
  }

  private static void row(PrintWriter out, IndeterminatePatient one) {
    PatientKey patient = one.patient();
    row(
        out,
        patient.tenant().isEmpty() ? "-" : Printable.of(patient.tenant()),
        Printable.of(patient.patientId()),
        Integer.toString(one.partition()),
        since(one.what()),
        Printable.of(one.what().revision()),
        state(one.what()));
  }

  private static void row(PrintWriter out, Object... columns) {
    out.printf("%-10s %-24s %9s %-24s %-28s %s%n", columns);
  }

  /** Of an overflow it is not known. */
  private static String since(Indeterminate what) {
    return what.consents().stream()
        .map(Unreadable::since)
        .min(Comparator.naturalOrder())
        .map(Instant::toString)
        .orElse("-");
  }

  private static String state(Indeterminate what) {
    return Stream.concat(
            what.consents().stream().map(consent -> "unreadable " + Names.of(consent)),
            what.overflow() ? Stream.of("overflow") : Stream.of())
        .collect(Collectors.joining(", "));
  }

  private static Map<String, ?> object(IndeterminatePatient one) {
    return Map.of(
        "tenant",
        one.patient().tenant(),
        "patient",
        one.patient().patientId(),
        "partition",
        one.partition(),
        "revision",
        one.what().revision(),
        "overflow",
        one.what().overflow(),
        "unreadable",
        one.what().consents().stream().map(ListConsentsCommand::object).toList());
  }

  private static Map<String, @Nullable String> object(Unreadable consent) {
    Map<String, @Nullable String> object = new LinkedHashMap<>();
    object.put("id", consent.id().isEmpty() ? null : consent.id());
    object.put("since", consent.since().toString());
    return object;
  }
}
