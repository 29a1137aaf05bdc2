package dev.vigil.topology.pipeline;

import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Outputs are encoded before they are sent, so that their size is known. */
final class OutputSerializer implements Serializer<Output> {
  @Override
  public byte @Nullable [] serialize(String topic, Output output) {
    return output.value();
  }
}
