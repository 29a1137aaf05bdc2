package dev.vigil.topology.cli.explain;

import dev.vigil.serdes.fhir.FhirInstant;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.topology.cli.io.ResourceVisitor;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Judges each Observation that is found, and hands on the answers. */
final class LabAnswers implements ResourceVisitor {
  private final ObservationJudge judge;
  private final PatientsGiven patients;
  private final Instant at;
  private final LabAnswer.Printer printer;
  private final Consumer<String> warnings;
  private boolean answered;
  private long skipped;

  /**
   * For one set of files.
   *
   * @param at when the Observations come
   * @param staleAfter age from which on a critical result is stale
   * @param warnings takes one line each
   */
  LabAnswers(
      CriticalLabRules rules,
      PatientsGiven patients,
      Instant at,
      Duration staleAfter,
      LabAnswer.Printer printer,
      Consumer<String> warnings) {
    this.judge = new ObservationJudge(rules, staleAfter);
    this.patients = patients;
    this.at = at;
    this.printer = printer;
    this.warnings = warnings;
  }

  /**
   * All files are read.
   *
   * @throws VigilException if there was nothing to judge
   */
  void conclude() {
    printer.end();
    if (skipped > 0) {
      warnings.accept(
          skipped == 1
              ? "skipped 1 resource that is no Observation"
              : "skipped %d resources that are no Observations".formatted(skipped));
    }
    if (!answered) {
      throw new VigilException(
          ExitCode.USAGE, "there is no Observation to judge in the files", null);
    }
  }

  @Override
  public void resource(String place, FhirResource resource) {
    if (!resource.resourceType().equals("Observation")) {
      // A Patient was read for its birth date.
      skipped += resource.resourceType().equals("Patient") ? 0 : 1;
      return;
    }
    answered = true;
    BirthDate birthDate = patients.of(resource);
    Instant lastUpdated = FhirInstant.parse(resource.lastUpdated());
    Instant event = lastUpdated == null ? at : lastUpdated;
    String id = resource.id();
    judge
        .judge(id == null || id.isBlank() ? place : id, resource, birthDate, event, at)
        .forEach(printer::answer);
  }

  @Override
  public void unreadable(
      String place, @Nullable String resourceType, @Nullable String id, String fault) {
    warnings.accept(
        "%s: cannot be read (%s): not judged; in production it becomes a dead letter"
            .formatted(place, fault));
  }

  @Override
  public void deletion(String place, DeletedEntry entry) {
    warnings.accept(place + ": a deletion; not judged; in production it retracts alerts");
  }
}
