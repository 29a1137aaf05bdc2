package dev.vigil.topology.cli.explain;

import dev.vigil.avro.state.PatientState;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.topology.cli.io.ResourceVisitor;
import dev.vigil.topology.domain.consent.AskedAboutResource;
import dev.vigil.topology.domain.consent.ConsentExplainer;
import dev.vigil.topology.domain.consent.Explanation;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks the Consents about each resource that is found, and hands on the answers. */
final class ConsentAnswers implements ResourceVisitor {
  private final ConsentExplainer explainer;
  private final PatientState consents;
  private final Instant at;
  private final OnePatient patient;
  private final Printer printer;
  private final Consumer<String> warnings;
  private boolean answered;

  /** How answers are shown. */
  interface Printer {
    /**
     * Takes one answer.
     *
     * @param resource {@code Type/id}; null: the data as a whole
     */
    void answer(@Nullable String resource, Explanation explanation);

    /** There are no more. */
    void end();
  }

  ConsentAnswers(
      ConsentExplainer explainer,
      PatientState consents,
      Instant at,
      OnePatient patient,
      Printer printer,
      Consumer<String> warnings) {
    this.explainer = explainer;
    this.consents = consents;
    this.at = at;
    this.patient = patient;
    this.printer = printer;
    this.warnings = warnings;
  }

  /** Asks about the patient's data as a whole. */
  void asAWhole() {
    printer.answer(null, explainer.explain(consents, at, null));
    printer.end();
  }

  /**
   * All resources were found.
   *
   * @throws VigilException if none could be answered
   */
  void conclude() {
    printer.end();
    if (!answered) {
      throw new VigilException(
          ExitCode.USAGE, "there is no resource to answer about in the file of --resource", null);
    }
  }

  @Override
  public void resource(String place, FhirResource resource) {
    patient.resource(place, resource);
    AskedAboutResource about = new AskedAboutResource(resource);
    String reference = about.reference();
    printer.answer(
        reference == null ? resource.resourceType() : reference,
        explainer.explain(consents, at, about));
    answered = true;
  }

  @Override
  public void unreadable(
      String place, @Nullable String resourceType, @Nullable String id, String fault) {
    warnings.accept(
        "%s: cannot be read (%s): not answered; in production no output receives it"
            .formatted(place, fault));
  }

  @Override
  public void deletion(String place, DeletedEntry entry) {
    warnings.accept(place + ": a deletion; not answered");
  }
}
