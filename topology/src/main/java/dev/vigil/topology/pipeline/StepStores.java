package dev.vigil.topology.pipeline;

import dev.vigil.config.topics.StoreNames;
import dev.vigil.topology.pipeline.state.BucketedStore;
import java.time.Duration;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.WindowStore;

/** The state stores that a step was given, by name. */
final class StepStores {
  private final ProcessingContext context;

  StepStores(ProcessingContext context) {
    this.context = context;
  }

  /** Partition of the inputs that the task is for. */
  int partition() {
    return context.taskId().partition();
  }

  BucketedStore bucketed(String name, Duration retention) {
    return new BucketedStore(context.<WindowStore<byte[], byte[]>>getStateStore(name), retention);
  }

  <K> KeyValueStore<K, byte[]> keyValue(String name) {
    return context.getStateStore(name);
  }

  TimestampedKeyValueStore<byte[], StoredPatient> patients() {
    return context.getStateStore(StoreNames.PATIENT_STATE);
  }
}
