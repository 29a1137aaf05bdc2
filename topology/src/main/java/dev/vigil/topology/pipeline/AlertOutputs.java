package dev.vigil.topology.pipeline;

import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.serdes.alert.FhirAlertWriter;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** What is written of one alert record, whoever caused it. */
final class AlertOutputs {
  private final Encoders encoders;
  private final @Nullable FhirAlertWriter fhir;

  AlertOutputs(Encoders encoders, @Nullable FhirAlertWriter fhir) {
    this.encoders = encoders;
    this.fhir = fhir;
  }

  List<Output> of(CriticalLabAlert alert, byte[] key, Headers headers) {
    Output avro = new Output(Sinks.ALERTS, key, encoders.alerts().encode(alert), headers, null);
    return fhir == null
        ? List.of(avro)
        : List.of(avro, new Output(Sinks.ALERTS_FHIR, key, fhir.write(alert), headers, null));
  }
}
