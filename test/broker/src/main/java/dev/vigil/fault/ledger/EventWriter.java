package dev.vigil.fault.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Makes records of events. The same event gives the same bytes as long as the schema stays. */
public final class EventWriter {
  /** Source of all events. */
  public static final String SOURCE = "urn:vigil:fault-run";

  private static final String NUMBER = "fault-number";

  private final String topic;
  private final int partitions;
  private final int maxValueBytes;
  private final Resources resources;
  private volatile @Nullable WriterSchema schema;

  /** A schema and its id in the registry. */
  private record WriterSchema(int id, Schema schema) {}

  /**
   * For one topic.
   *
   * @param issued when all results were issued but the stale ones: within some hours of the run
   */
  public EventWriter(String topic, int partitions, EventOptions options, Instant issued) {
    this.topic = topic;
    this.partitions = partitions;
    this.maxValueBytes = options.maxValueBytes();
    this.resources = new Resources(issued);
  }

  /** The topic. */
  public String topic() {
    return topic;
  }

  /** How many partitions it has. */
  public int partitions() {
    return partitions;
  }

  /**
   * From now on events in Avro are written with this schema; flat JSON stands for Avro before. Any
   * thread may call it while another writes.
   *
   * @param id in the registry
   * @param fields FhirChangeEvent's, and others that may be null
   */
  public void schema(int id, Schema fields) {
    schema = new WriterSchema(id, fields);
  }

  /** The record of an event, its number in a header. */
  public ProducerRecord<byte[], byte[]> record(Event event) {
    byte[] key = event.patientId().getBytes(UTF_8);
    Integer partition = null;
    if (event.damage() == Damage.MISPLACED) {
      CRC32 crc = new CRC32();
      crc.update(key);
      partition = (int) (crc.getValue() % partitions);
    }
    byte[] number = ByteBuffer.allocate(Integer.BYTES).putInt(event.number()).array();
    return new ProducerRecord<>(
        topic, partition, key, value(event), List.<Header>of(new RecordHeader(NUMBER, number)));
  }

  /** The number of the event that a record of the topic is of; -1: none, it is someone else's. */
  public static int numberOf(Headers headers) {
    Header header = headers.lastHeader(NUMBER);
    return header == null || header.value() == null || header.value().length != Integer.BYTES
        ? -1
        : ByteBuffer.wrap(header.value()).getInt();
  }

  private byte[] value(Event event) {
    byte[] whole =
        switch (event.form()) {
          case FLAT -> flat(event);
          case CLOUD_EVENT -> cloudEvent(event).getBytes(UTF_8);
          case AVRO -> avro(event);
        };
    return event.damage() == Damage.CUT ? Arrays.copyOf(whole, whole.length * 3 / 4) : whole;
  }

  private byte[] flat(Event event) {
    byte[] plain = flat(event, 0).getBytes(UTF_8);
    return switch (event.damage()) {
      case AT_LIMIT -> flat(event, maxValueBytes - plain.length).getBytes(UTF_8);
      case OVER_LIMIT -> flat(event, maxValueBytes + 1 - plain.length).getBytes(UTF_8);
      default -> plain;
    };
  }

  private String flat(Event event, int padding) {
    String head =
        """
        {"eventId":"%s","source":"%s","eventType":"%s","resourceType":"%s","resourceId":"%s",\
        "versionId":"%d","patientId":"%s","timestamp":"%s\""""
            .formatted(
                event.eventId(),
                SOURCE,
                eventType(event),
                event.kind().fhir(),
                event.resourceId(),
                event.version(),
                event.patientId(),
                resources.issued());
    return event.content().isBare()
        ? head + "}"
        : head + ",\"resource\":" + resources.of(event, padding) + "}";
  }

  private String cloudEvent(Event event) {
    return """
        {"specversion":"1.0","id":"%s","source":"%s","type":"%s","subject":"%s","time":"%s",\
        "data":%s}"""
        .formatted(
            event.eventId(),
            SOURCE,
            eventType(event),
            event.reference(),
            resources.issued(),
            resources.of(event, 0));
  }

  private byte[] avro(Event event) {
    WriterSchema writer = schema;
    if (writer == null) {
      return flat(event);
    }
    GenericRecord change = new GenericData.Record(writer.schema());
    change.put("eventId", event.eventId());
    change.put("source", SOURCE);
    change.put("eventType", eventType(event));
    change.put("resourceType", event.kind().fhir());
    change.put("resourceId", event.resourceId());
    change.put("versionId", Integer.toString(event.version()));
    change.put("patientId", event.patientId());
    change.put("tenant", "");
    change.put("timestamp", resources.issued().toEpochMilli());
    change.put("resource", event.content().isBare() ? null : resources.of(event, 0));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
    try {
      bytes.write(0);
      bytes.write(ByteBuffer.allocate(Integer.BYTES).putInt(writer.id()).array());
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      new GenericDatumWriter<GenericRecord>(writer.schema()).write(change, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("memory refused a byte", e);
    }
    return bytes.toByteArray();
  }

  private static String eventType(Event event) {
    String change =
        event.content() == Content.DELETED
            ? "deleted"
            : event.version() == 1 ? "created" : "updated";
    return event.kind().eventPrefix() + change;
  }
}
