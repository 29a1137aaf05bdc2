package dev.vigil.bench;

import dev.vigil.avro.state.PatientState;
import dev.vigil.topology.domain.consent.CompiledConsents;
import dev.vigil.topology.pipeline.StoredPatient;
import java.io.PrintWriter;
import java.util.function.IntFunction;
import org.openjdk.jol.info.GraphLayout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Measures what one patient takes. */
@Command(
    name = "memory",
    mixinStandardHelpOptions = true,
    description = {
      "Measure what the state of one patient takes: stored, decoded and ready to be asked.",
      "Each Consent has six provisions."
    })
final class MemoryCommand implements Runnable {
  private static final int[] CONSENTS = {0, 1, 5, 64, 128};

  @Spec private CommandSpec spec;

  // picocli injects it.
  @SuppressWarnings("NullAway.Init")
  MemoryCommand() {}

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "| Consents | stored, bytes | decoded | compiled beside it | all together | per stored byte |");
    out.println("|---|---|---|---|---|---|");
    for (int consents : CONSENTS) {
      int stored = StoredPatient.of(state(0, consents)).encoded().length;
      long decoded = heap(number -> state(number, consents));
      long known =
          heap(
              number -> {
                StoredPatient patient =
                    StoredPatient.ofEncoded(StoredPatient.of(state(number, consents)).encoded());
                return new Object[] {patient, CompiledConsents.compile(patient.state())};
              });
      long bytes = heap(number -> StoredPatient.of(state(number, consents)).encoded());
      out.printf(
          "| %d | %d | %d | %d | %d | %.1f |%n",
          consents, stored, decoded, known - decoded - bytes, known, (double) known / stored);
    }
    out.flush();
  }

  private static PatientState state(int patient, int consents) {
    return StoredPatient.ofEncoded(
            StoredPatient.of(SamplePatients.state(SamplePatients.id(patient), consents)).encoded())
        .state();
  }

  /** What a second object takes that a first has not: constants they share do not count. */
  private static long heap(IntFunction<Object> make) {
    Object first = make.apply(1);
    Object second = make.apply(2);
    return GraphLayout.parseInstance(first, second).totalSize()
        - GraphLayout.parseInstance(first).totalSize();
  }
}
