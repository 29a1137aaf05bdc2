package dev.vigil.bench.pipeline;

import dev.vigil.bench.workload.WorkloadRecords;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends each result when it is due, whatever became of those before. */
final class PacedSender implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final long stepNanos;
  private final AtomicReference<@Nullable Exception> failed = new AtomicReference<>();
  private volatile long beganNanos;

  PacedSender(String bootstrapServers, int rate) {
    this.stepNanos = TimeUnit.SECONDS.toNanos(1) / rate;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                // As the loader's.
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                false,
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                1,
                ProducerConfig.ACKS_CONFIG,
                "all",
                // A gateway that has an urgent result does not wait for company.
                ProducerConfig.LINGER_MS_CONFIG,
                1,
                ProducerConfig.BATCH_SIZE_CONFIG,
                64 << 10),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** When the result with a number was due. */
  long dueNanos(int number) {
    return beganNanos + number * stepNanos;
  }

  void send(WorkloadRecords records, int size) {
    beganNanos = System.nanoTime();
    for (int number = 0; number < size; number++) {
      long wait = dueNanos(number) - System.nanoTime();
      // What is due within a tenth of a millisecond goes now: waking up takes as long.
      if (wait > 100_000) {
        LockSupport.parkNanos(wait);
      }
      Future<RecordMetadata> unused =
          producer.send(
              records.result(number), (written, failure) -> failed.compareAndSet(null, failure));
    }
    producer.flush();
    Exception failure = failed.get();
    if (failure != null) {
      throw new IllegalStateException("the broker did not take them all", failure);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
