package dev.vigil.example;

import dev.vigil.avro.AlertAck;
import dev.vigil.avro.CriticalLabAlert;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Tells Vigil who acknowledged an alert, so that it is not escalated. */
public final class Acknowledgements implements AutoCloseable {
  private final KafkaProducer<String, AlertAck> producer;
  private final String topic;

  /**
   * A producer for one topic.
   *
   * @param connection bootstrap.servers, schema.registry.url and what security needs
   * @param topic clinical.acks, with the prefix of the installation
   */
  public Acknowledgements(Map<String, Object> connection, String topic) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, KafkaAvroSerializer.class);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    this.producer = new KafkaProducer<>(settings);
    this.topic = topic;
  }

  /**
   * Returns once the brokers have it.
   *
   * @param alert the newest revision that was seen
   * @param by who acknowledged, as your service knows them
   * @param at when
   * @param readBack whether they read the value back
   */
  public void send(CriticalLabAlert alert, String by, Instant at, boolean readBack)
      throws ExecutionException, InterruptedException {
    AlertAck ack =
        AlertAck.newBuilder()
            .setAlertId(alert.getAlertId())
            .setRevision(alert.getRevision())
            .setTenant(alert.getTenant())
            .setPatientId(alert.getPatientId())
            .setBy(by)
            .setAt(at)
            .setReadBack(readBack)
            .build();
    producer.send(new ProducerRecord<>(topic, key(alert), ack)).get();
  }

  /**
   * The key of the alert's own record. Kafka's Java client partitions by its murmur2 hash, as Vigil
   * expects; librdkafka needs partitioner=murmur2_random.
   */
  static String key(CriticalLabAlert alert) {
    return alert.getTenant().isEmpty()
        ? alert.getPatientId()
        : alert.getTenant() + "|" + alert.getPatientId();
  }

  @Override
  public void close() {
    producer.close();
  }
}
