package dev.vigil.operator.console;

import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.support.LocalPlatform;
import dev.vigil.topology.runtime.Application;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.TopicCreation;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * An instance on the shared broker, under topics of its own, that is always at the same address.
 */
final class WatchedInstance implements AutoCloseable {
  static final int PARTITIONS = 4;

  private final LocalPlatform platform = LocalPlatform.shared();
  private final Path state;
  private final String prefix;
  private final KafkaProducer<byte[], byte[]> producer;
  private @Nullable Application application;
  private String url = "http://127.0.0.1:0";

  WatchedInstance(Path state, String prefix) {
    this.state = state;
    this.prefix = prefix;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", platform.broker().bootstrapServers(), "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    Configuration configuration = configuration();
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration)) {
      new TopicCreation(new TopicCatalogue(configuration.vigil()), cluster)
          .create(PARTITIONS, (short) 1);
    }
  }

  private Configuration configuration() {
    return new ConfigLoader(Map.of()).load(null, settings());
  }

  /** As in a properties file. */
  List<String> settings() {
    List<String> settings = new ArrayList<>();
    settings.add("kafka.bootstrap.servers=" + platform.broker().bootstrapServers());
    settings.add("registry.url=" + platform.registry().url());
    settings.add("vigil.topics.prefix=" + prefix);
    settings.add("vigil.application-id=" + prefix + "vigil");
    settings.add("vigil.state.dir=" + state);
    settings.add("vigil.standby-replicas=0");
    settings.add("vigil.inputs.acks=true");
    settings.add("vigil.outputs.treatment.purpose=TREAT");
    settings.add("vigil.outputs.research.purpose=HRESCH");
    settings.add("vigil.http.port=" + URI.create(url).getPort());
    return settings;
  }

  void start() {
    application = Application.start(configuration(), InstantSource.system());
    url = Objects.requireNonNull(application.url());
  }

  /** As SIGTERM does. */
  void stop() {
    Objects.requireNonNull(application).stop();
    application = null;
  }

  String url() {
    return url;
  }

  /** A critical potassium of a patient. */
  void sendCritical(String patient, int version) {
    send(patient, potassium(patient, version), false);
  }

  /** The same, where no record of the patient belongs. */
  void sendAstray(String patient) {
    send(patient, potassium(patient, 1), true);
  }

  /** What nobody can read. */
  void sendNonsense(String patient) {
    send(patient, "no event of " + patient, false);
  }

  /** An event with the id of another of the patient, and another content. */
  void sendConflict(String patient, int version) {
    send(patient, potassium(patient, version).replace("7.13", "7.99"), false);
  }

  private static String potassium(String patient, int version) {
    return """
    {"eventId":"%1$s-%2$d","eventType":"observation.updated","resourceType":"Observation",\
    "resourceId":"%1$s-k","patientId":"%1$s","source":"lab","resource":{"resourceType":"Observation",\
    "id":"%1$s-k","meta":{"versionId":"%2$d"},"status":"final",\
    "code":{"coding":[{"system":"http://loinc.org","code":"2823-3"}]},\
    "subject":{"reference":"Patient/%1$s"},"issued":"2999-01-01T00:00:00Z",\
    "valueQuantity":{"value":7.13,"system":"http://unitsofmeasure.org","code":"mmol/L"}}}"""
        .formatted(patient, version);
  }

  private void send(String patient, String value, boolean astray) {
    byte[] key = patient.getBytes(StandardCharsets.UTF_8);
    int partition = Utils.toPositive(Utils.murmur2(key)) % PARTITIONS;
    try {
      producer
          .send(
              new ProducerRecord<>(
                  prefix + "fhir.events",
                  astray ? (partition + 1) % PARTITIONS : partition,
                  key,
                  value.getBytes(StandardCharsets.UTF_8)))
          .get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("the broker did not take a record", e);
    }
  }

  @Override
  public void close() {
    producer.close();
    if (application != null) {
      stop();
    }
  }
}
