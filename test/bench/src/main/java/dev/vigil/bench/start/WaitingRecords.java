package dev.vigil.bench.start;

import dev.vigil.config.topics.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What waits in fhir.events when an instance starts: results, and behind them one Consent. */
final class WaitingRecords implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;

  WaitingRecords(String bootstrapServers, TopicCatalogue topics) {
    this.topic = topics.events().name();
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                // A broker that learns of a topic just created may refuse a first batch and take
                // the
                // second, and then refuses the first for ever: out of sequence.
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                1),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * Writes them, other ones in each round.
   *
   * @return the key of the Consent
   */
  String write(int round, int results) {
    for (int i = 0; i < results; i++) {
      String id = round + "-" + i;
      String patient = "patient-" + i;
      send(
          patient,
          "Observation",
          id,
          patient,
          """
          "status":"final","code":{"coding":[{"system":"http://loinc.org","code":"2823-3"}]},\
          "subject":{"reference":"Patient/%s"},"issued":"2026-01-01T00:00:00Z",\
          "valueQuantity":{"value":4.1,"system":"http://unitsofmeasure.org","code":"mmol/L"}"""
              .formatted(patient));
    }
    String patient = "consenting-" + round;
    send(
        patient,
        "Consent",
        "consent-" + round,
        patient,
        """
        "status":"active","patient":{"reference":"Patient/%s"},\
        "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope",\
        "code":"patient-privacy"}]},"category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],\
        "provision":{"type":"permit"}"""
            .formatted(patient));
    producer.flush();
    return patient;
  }

  // The flush waits for all; what the broker refuses is missed by who awaits its audit record.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void send(String key, String type, String id, String patient, String members) {
    String event =
        """
        {"eventId":"%s","eventType":"%s.created","resourceType":"%s","resourceId":"%s",\
        "patientId":"%s","source":"bench","resource":{"resourceType":"%s","id":"%s",\
        "meta":{"versionId":"1"},%s}}"""
            .formatted(id, type.toLowerCase(Locale.ROOT), type, id, patient, type, id, members);
    producer.send(
        new ProducerRecord<>(
            topic, key.getBytes(StandardCharsets.UTF_8), event.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    producer.close();
  }
}
