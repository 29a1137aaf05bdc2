package dev.vigil.topology.domain.lab;

import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.Observation;
import dev.vigil.serdes.fhir.ObservationReader;
import dev.vigil.serdes.fhir.ResultValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The value that a finding is about, as the rules read it.
 *
 * @param comparator null for an exact value
 * @param number with its precision; null if it is not a number
 * @param text as received; empty if there is none
 * @param unit code, else text; empty if none was sent
 */
public record ReceivedValue(
    @Nullable String comparator, @Nullable BigDecimal number, String text, String unit) {
  private static final ReceivedValue NONE = new ReceivedValue(null, null, "", "");

  /** The values of an Observation, one for each finding of its judgement, in their order. */
  public static List<ReceivedValue> of(FhirResource resource, LabJudgement judgement) {
    Observation observation = ObservationReader.read(resource);
    List<ReceivedValue> values = new ArrayList<>(judgement.findings().size());
    int component = 0;
    for (Finding finding : judgement.findings()) {
      if (finding.component() == null) {
        values.add(of(observation.value()));
      } else if (component < observation.components().size()) {
        values.add(of(observation.components().get(component).value()));
        component++;
      } else {
        // What could not be read as a component has no value.
        values.add(NONE);
      }
    }
    return values;
  }

  private static ReceivedValue of(ResultValue value) {
    Reading reading = Reading.of(value);
    return new ReceivedValue(
        reading.comparator(), reading.number(), reading.text(), reading.shownUnit());
  }
}
