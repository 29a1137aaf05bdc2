package dev.vigil.topology.pipeline;

import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.serdes.alert.FhirAlertWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** What is written of one alert record, whoever caused it. */
final class AlertOutputs {
  private final Encoders encoders;
  private final @Nullable FhirAlertWriter fhir;

  /**
   * For one task.
   *
   * @param fhir how alerts are written as FHIR; null: they are not
   */
  AlertOutputs(Encoders encoders, @Nullable FhirAlertWriter fhir) {
    this.encoders = encoders;
    this.fhir = fhir;
  }

  List<Output> of(CriticalLabAlert alert, byte[] key, Headers headers) {
    List<Output> outputs = new ArrayList<>(2);
    outputs.add(new Output(Sinks.ALERTS, key, encoders.alerts().encode(alert), headers, null));
    if (fhir != null) {
      outputs.add(new Output(Sinks.ALERTS_FHIR, key, fhir.write(alert), headers, null));
    }
    return outputs;
  }
}
