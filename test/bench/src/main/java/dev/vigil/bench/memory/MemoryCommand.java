package dev.vigil.bench.memory;

import dev.vigil.avro.state.PatientState;
import dev.vigil.bench.sample.SamplePatients;
import dev.vigil.topology.domain.consent.Interpretation;
import dev.vigil.topology.pipeline.KnownPatients;
import dev.vigil.topology.pipeline.KnownPatients.Known;
import dev.vigil.topology.pipeline.StoredPatient;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Function;
import org.openjdk.jol.info.GraphLayout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Measures what one patient takes. */
@Command(
    name = "memory",
    mixinStandardHelpOptions = true,
    description = {
      "Measure what the state of one patient takes, in bytes: as it is stored, and of Java's heap"
          + " decoded and compiled, as a task holds it.",
      "Each Consent has six provisions."
    })
public final class MemoryCommand implements Runnable {
  /** The last: twice what vigil.patients.max-consents is by default, for those that could deny. */
  private static final int[] CONSENTS = {0, 1, 5, 64, 128};

  /** More make a Consent unreadable. */
  private static final int MOST_PROVISIONS = 2_000;

  @Spec private CommandSpec spec;

  // picocli injects it.
  @SuppressWarnings("NullAway.Init")
  public MemoryCommand() {}

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    out.println("| patient | stored | decoded | compiled | all together | for each stored byte |");
    out.println("|---|---|---|---|---|---|");
    for (int consents : CONSENTS) {
      row(out, "%d Consents".formatted(consents), id -> SamplePatients.state(id, consents));
    }
    row(
        out,
        "1 Consent, %d empty provisions".formatted(MOST_PROVISIONS),
        id -> SamplePatients.hollow(id, MOST_PROVISIONS));
    out.flush();
  }

  private static void row(PrintWriter out, String name, Function<String, PatientState> patient) {
    long bytes = heap(id -> encoded(patient, id));
    long decoded = heap(id -> StoredPatient.ofEncoded(encoded(patient, id)).state());
    long known = heap(id -> known(StoredPatient.ofEncoded(encoded(patient, id))));
    int stored = encoded(patient, SamplePatients.id(1)).length;
    out.printf(
        Locale.ROOT,
        "| %s | %d | %d | %d | %d | %.1f |%n",
        name,
        stored,
        decoded,
        known - decoded - bytes,
        known,
        (double) known / stored);
  }

  private static byte[] encoded(Function<String, PatientState> patient, String id) {
    return StoredPatient.of(patient.apply(id)).encoded();
  }

  /** As a task holds it: what the compiled Consents share with the decoded state counts once. */
  private static Known known(StoredPatient stored) {
    return new KnownPatients(Long.MAX_VALUE, Interpretation.DEFAULT).find(new byte[0], stored);
  }

  /** What a second object takes that a first has not: constants they share do not count. */
  private static long heap(Function<String, Object> make) {
    Object first = make.apply(SamplePatients.id(1));
    Object second = make.apply(SamplePatients.id(2));
    return GraphLayout.parseInstance(first, second).totalSize()
        - GraphLayout.parseInstance(first).totalSize();
  }
}
