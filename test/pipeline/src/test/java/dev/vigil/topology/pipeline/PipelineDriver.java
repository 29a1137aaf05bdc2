package dev.vigil.topology.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AlertAck;
import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.avro.OperationRecord;
import dev.vigil.avro.ReviewItem;
import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.StoreNames;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.RegistryUnavailableException;
import dev.vigil.serdes.avro.UnknownSchemaException;
import dev.vigil.serdes.avro.WireFormat;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import dev.vigil.serdes.avro.WriterSchemas;
import dev.vigil.topology.domain.health.KeyShares;
import dev.vigil.topology.domain.profile.ProfileInForce;
import dev.vigil.topology.runtime.PipelineSettingsFactory;
import dev.vigil.topology.runtime.Profiles;
import dev.vigil.topology.runtime.StreamsSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The whole pipeline on the topology driver, spoken to as producers and consumers would. */
final class PipelineDriver implements AutoCloseable {
  /** When tests take place. */
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static final int FIRST_SCHEMA_ID = 100;

  /** The id that producers of acknowledgements write with. */
  static final int ACK_SCHEMA_ID = 200;

  /** An id that the registry cannot be asked about: it is away. */
  static final int ID_WHEN_REGISTRY_IS_AWAY = 201;

  private final TopologyTestDriver driver;
  private final Topology topology;
  private final Configuration configuration;
  private final List<ProfileInForce> profiles = new ArrayList<>();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  final NewestAlerts newestAlerts = new NewestAlerts();
  private final KeyShares keys = new KeyShares();
  private Instant now = NOW;

  private PipelineDriver(
      Path stateDirectory,
      List<String> settings,
      int partitions,
      Map<Integer, Schema> schemas,
      Around around) {
    List<String> flags = new ArrayList<>();
    flags.add("kafka.bootstrap.servers=nowhere:0");
    flags.addAll(settings);
    configuration = new ConfigLoader(Map.of()).load(null, flags);
    InstantSource clock = () -> now;
    WriterSchemas writerSchemas =
        id -> {
          if (id == ID_WHEN_REGISTRY_IS_AWAY) {
            throw new RegistryUnavailableException("away", new IOException());
          }
          Schema schema = id == ACK_SCHEMA_ID ? AlertAck.getClassSchema() : schemas.get(id);
          if (schema == null) {
            throw new UnknownSchemaException(id);
          }
          return schema;
        };
    Pipeline pipeline =
        new Pipeline(
            PipelineSettingsFactory.of(
                configuration.vigil(),
                Profiles.load(configuration.vigil().profile()),
                partitions,
                clock),
            writerSchemas,
            (topic, schema) -> new SchemaId(FIRST_SCHEMA_ID),
            around,
            profiles::add,
            new Instruments(meters, InFlight.UNTIMED, newestAlerts),
            PipelineSettingsFactory.budget(
                configuration.vigil(), () -> Duration.between(NOW, now).toNanos()),
            keys);
    StreamsConfig config = StreamsSettings.of(configuration, stateDirectory, partitions);
    topology = pipeline.build(config);
    Properties properties = new Properties();
    properties.putAll(config.originals());
    driver = new TopologyTestDriver(topology, properties, NOW);
  }

  /** With the defaults and a research output beside treatment. */
  static PipelineDriver start(Path stateDirectory) {
    return start(
        stateDirectory,
        "vigil.outputs.treatment.purpose=TREAT",
        "vigil.outputs.research.purpose=HRESCH");
  }

  static PipelineDriver start(Path stateDirectory, String... settings) {
    return new PipelineDriver(stateDirectory, List.of(settings), 1, Map.of(), Around.NOTHING);
  }

  /** With a pipeline that thinks its inputs have so many partitions; the driver has one. */
  static PipelineDriver withPartitions(Path stateDirectory, int partitions) {
    return new PipelineDriver(stateDirectory, List.of(), partitions, Map.of(), Around.NOTHING);
  }

  /** With schemas that the registry knows. */
  static PipelineDriver withSchemas(
      Path stateDirectory, Map<Integer, Schema> schemas, String... settings) {
    return new PipelineDriver(stateDirectory, List.of(settings), 1, schemas, Around.NOTHING);
  }

  /** With something around every step. */
  static PipelineDriver around(
      Path stateDirectory, UnaryOperator<Step> around, String... settings) {
    return traced(stateDirectory, around::apply, settings);
  }

  /** With something around every step and every escalation. */
  static PipelineDriver traced(Path stateDirectory, Around around, String... settings) {
    return new PipelineDriver(stateDirectory, List.of(settings), 1, Map.of(), around);
  }

  Topology topology() {
    return topology;
  }

  TopologyShape shape() {
    return TopologyShape.of(topology.describe(), new TopicCatalogue(configuration.vigil()));
  }

  /** Lets time pass for the decisions that depend on the present. */
  void advance(Duration duration) {
    now = now.plus(duration);
    driver.advanceWallClockTime(duration);
  }

  Instant now() {
    return now;
  }

  void send(SampleEvent event) {
    send("fhir.events", event);
  }

  void send(String topic, SampleEvent event) {
    send(topic, event.patient(), event.json(), new RecordHeaders());
  }

  void send(String topic, @Nullable String key, @Nullable String value, Headers headers) {
    sendBytes(topic, bytes(key), bytes(value), headers);
  }

  void sendBytes(String topic, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    TestInputTopic<byte[], byte[]> input =
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
    input.pipeInput(new TestRecord<>(key, value, headers, now));
  }

  /** Overwrites what is stored of a patient with what nobody can read, as a broken disk might. */
  void damageStateOf(String patient) {
    driver
        .<byte[], StoredPatient>getTimestampedKeyValueStore(StoreNames.PATIENT_STATE)
        .put(
            patient.getBytes(StandardCharsets.UTF_8),
            ValueAndTimestamp.make(StoredPatient.ofEncoded(new byte[] {1, 2, 3}), 0));
  }

  /** What was written to a store's changelog since the last call. */
  List<TestRecord<byte[], byte[]>> changelog(String store) {
    return raw(StoreNames.changelog(configuration.vigil().applicationId(), store));
  }

  /** Puts a record of a changelog into its store: the driver restores none by itself. */
  void restore(String store, byte[] key, byte[] value, Instant timestamp) {
    StateStore into = driver.getAllStateStores().get(store);
    if (into instanceof WindowStore<?, ?>) {
      // Kafka Streams' key of a window: the key, the window's start, a number that is not used.
      ByteBuffer window = ByteBuffer.wrap(key, key.length - Long.BYTES - Integer.BYTES, Long.BYTES);
      byte[] own = Arrays.copyOf(key, key.length - Long.BYTES - Integer.BYTES);
      driver.<byte[], byte[]>getWindowStore(store).put(own, value, window.getLong());
    } else if (store.equals(StoreNames.PATIENT_STATE)) {
      driver
          .<byte[], StoredPatient>getTimestampedKeyValueStore(store)
          .put(
              key,
              ValueAndTimestamp.make(StoredPatient.ofEncoded(value), timestamp.toEpochMilli()));
    } else if (store.equals(StoreNames.AUDIT_HEADS)) {
      driver
          .<String, byte[]>getKeyValueStore(store)
          .put(new String(key, StandardCharsets.UTF_8), value);
    } else {
      driver.<byte[], byte[]>getKeyValueStore(store).put(key, value);
    }
  }

  /** What was told of the profile in force, all of it. */
  List<ProfileInForce> profiles() {
    return List.copyOf(profiles);
  }

  /** The permitted events of an output since the last call. */
  List<FhirChangeEvent> permitted(String output) {
    return decoded("fhir.permitted." + output, FhirChangeEvent.class);
  }

  List<CriticalLabAlert> alerts() {
    return decoded("clinical.alerts", CriticalLabAlert.class);
  }

  List<ReviewItem> reviews() {
    return decoded("clinical.review", ReviewItem.class);
  }

  List<OperationRecord> operations() {
    return decoded("vigil.operations", OperationRecord.class);
  }

  /** Sends an acknowledgement as a notification service does. */
  void acknowledge(AlertAck ack) {
    String key = ack.getTenant().isEmpty() ? "" : ack.getTenant() + "|";
    acknowledge("clinical.acks", key + ack.getPatientId(), ack, new RecordHeaders());
  }

  void acknowledge(String topic, String key, AlertAck ack, Headers headers) {
    sendBytes(topic, bytes(key), encoded(ack), headers);
  }

  /** An acknowledgement in the wire format. */
  static byte[] encoded(AlertAck ack) {
    return new WireFormat<AlertAck>(new SchemaId(ACK_SCHEMA_ID), AlertAck.getClassSchema())
        .encode(ack);
  }

  /** The audit records, each of which is what Avro's own writer would have made of it. */
  List<AuditRecord> audit() {
    return raw("fhir.audit").stream().map(PipelineDriver::audited).toList();
  }

  private static AuditRecord audited(TestRecord<byte[], byte[]> output) {
    AuditRecord audit = decode(output.value(), AuditRecord.class);
    assertThat(output.value()).isEqualTo(AvroWriting.encode(new SchemaId(FIRST_SCHEMA_ID), audit));
    return audit;
  }

  List<TestRecord<byte[], byte[]>> deadLetters() {
    return raw("fhir.dlq");
  }

  List<TestRecord<byte[], byte[]>> raw(String topic) {
    return driver
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  /**
   * What a counter has counted.
   *
   * @param tags names and values in turn
   */
  double counted(String name, String... tags) {
    return meters.find(name).tags(tags).counters().stream().mapToDouble(Counter::count).sum();
  }

  double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  /** Names and values of all tags of all meters. */
  List<String> tagsOfMeters() {
    return meters.getMeters().stream()
        .flatMap(meter -> meter.getId().getTags().stream())
        .map(tag -> tag.getKey() + "=" + tag.getValue())
        .toList();
  }

  Timer timer(String name) {
    return meters.get(name).timer();
  }

  private <T extends SpecificRecord> List<T> decoded(String topic, Class<T> type) {
    return raw(topic).stream().map(output -> decode(output.value(), type)).toList();
  }

  /** Reads a value in the wire format. */
  static <T extends SpecificRecord> T decode(byte[] value, Class<T> type) {
    try {
      return new SpecificDatumReader<>(type)
          .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  /** Header of a record as text, or null. */
  static @Nullable String header(TestRecord<byte[], byte[]> output, String name) {
    var header = output.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    driver.close();
  }
}
