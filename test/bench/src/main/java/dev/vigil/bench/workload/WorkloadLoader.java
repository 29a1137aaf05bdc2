package dev.vigil.bench.workload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Fills topics before anything is measured. */
public final class WorkloadLoader implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failed = new AtomicReference<>();

  public WorkloadLoader(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                // In order without sequence numbers: a new topic's first refusals upset those
                // (4.3.1).
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                false,
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                1,
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 << 10,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                64L << 20,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                4 << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Every Consent, then every result. */
  public void load(Workload workload, WorkloadRecords records) {
    loadConsents(workload, records);
    loadResults(records, 0, workload.size());
  }

  /** The results from a number on, up to another that is not loaded. */
  public void loadResults(WorkloadRecords records, int from, int to) {
    for (int number = from; number < to; number++) {
      send(records.result(number));
    }
    flush();
  }

  /** Every Consent. */
  public void loadConsents(Workload workload, WorkloadRecords records) {
    for (int patient = 0; patient < workload.patients(); patient++) {
      send(records.consent(patient));
    }
    flush();
  }

  /** The patients' decisions as small JSON documents, for pipelines that read no FHIR Consent. */
  public void loadDecisions(Workload workload, String topic) {
    for (int patient = 0; patient < workload.patients(); patient++) {
      String decision = workload.denies(patient) ? "deny" : "permit";
      send(
          new ProducerRecord<>(
              topic,
              Workload.patientId(patient).getBytes(UTF_8),
              ("{\"decision\":\"" + decision + "\"}").getBytes(UTF_8)));
    }
    flush();
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    Future<RecordMetadata> unused =
        producer.send(record, (written, failure) -> failed.compareAndSet(null, failure));
  }

  private void flush() {
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
