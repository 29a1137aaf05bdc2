package dev.vigil.topology.pipeline;

import dev.vigil.avro.CriticalLabAlert;
import java.util.List;
import org.apache.kafka.common.header.Headers;

/** What is written of one alert record, whoever caused it. */
final class AlertOutputs {
  private final Encoders encoders;

  AlertOutputs(Encoders encoders) {
    this.encoders = encoders;
  }

  List<Output> of(CriticalLabAlert alert, byte[] key, Headers headers) {
    return List.of(new Output(Sinks.ALERTS, key, encoders.alerts().encode(alert), headers, null));
  }
}
