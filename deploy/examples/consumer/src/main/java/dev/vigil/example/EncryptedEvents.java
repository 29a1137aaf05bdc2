package dev.vigil.example;

import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.serdes.encryption.Keys;
import dev.vigil.serdes.encryption.NotDecryptableException;
import dev.vigil.serdes.encryption.ResourceDecryption;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads an output whose resources may be encrypted. What cannot be decrypted stops it, with the
 * offset uncommitted: a key that is missing comes, and what was changed needs a person.
 */
public final class EncryptedEvents implements AutoCloseable {
  private final KafkaConsumer<String, FhirChangeEvent> consumer;
  private final ResourceDecryption decryption;
  private final Taker taker;

  /** Takes what was read. */
  public interface Taker {
    /**
     * One event.
     *
     * @param resource FHIR JSON; null: deleted, withheld, or the id only
     */
    void take(FhirChangeEvent event, @Nullable String resource);
  }

  /**
   * A consumer of one output.
   *
   * @param connection bootstrap.servers, schema.registry.url, group.id and what security needs
   * @param topic fhir.permitted.&lt;output&gt;, with the prefix of the installation
   * @param output its name
   * @param keys those that the hospital gave this recipient
   */
  public EncryptedEvents(
      Map<String, Object> connection, String topic, String output, Keys keys, Taker taker) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, KafkaAvroDeserializer.class);
    settings.put("specific.avro.reader", true);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    this.consumer = new KafkaConsumer<>(settings);
    this.decryption = new ResourceDecryption(output, keys);
    this.taker = taker;
    consumer.subscribe(List.of(topic));
  }

  /**
   * Takes what has arrived.
   *
   * @param patience how long to wait for something
   * @throws NotDecryptableException if a record is not what Vigil wrote there
   */
  public void poll(Duration patience) throws NotDecryptableException {
    for (ConsumerRecord<String, FhirChangeEvent> record : consumer.poll(patience)) {
      taker.take(record.value(), decryption.resource(record.value()));
    }
    consumer.commitSync();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
