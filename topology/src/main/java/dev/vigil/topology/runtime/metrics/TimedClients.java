package dev.vigil.topology.runtime.metrics;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * The clients that Kafka Streams makes for itself, the producers' transactions timed: nobody else
 * tells when outputs become visible.
 */
public final class TimedClients implements KafkaClientSupplier {
  private final CommitTimes times;

  /** Tells what is committed. */
  public TimedClients(CommitTimes times) {
    this.times = times;
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new TimedProducer(config, times);
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Used by one stream thread. */
  private static final class TimedProducer extends KafkaProducer<byte[], byte[]> {
    private final CommitTimes times;

    TimedProducer(Map<String, Object> config, CommitTimes times) {
      super(config, new ByteArraySerializer(), new ByteArraySerializer());
      this.times = times;
    }

    @Override
    public void beginTransaction() {
      super.beginTransaction();
      times.began();
    }

    @Override
    public void commitTransaction() {
      long asked = times.now();
      super.commitTransaction();
      times.committed(asked);
    }

    @Override
    public void abortTransaction() {
      times.aborted();
      super.abortTransaction();
    }
  }
}
