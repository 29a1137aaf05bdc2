package dev.vigil.serdes.event;

import static dev.vigil.serdes.event.AvroRecords.text;

import dev.vigil.serdes.avro.WriterSchemas;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/**
 * Turns a raw record into an acknowledgement. As with {@link ChangeEventDecoder}, every fault of
 * the record becomes an {@link Undecodable}, and only faults that are not the record's are thrown.
 *
 * <p>Not safe for use by several threads.
 */
public final class AckDecoder {
  private static final Schema READER_SCHEMA = AvroRecords.schema("AlertAck");

  private final String topic;
  private final DecoderSettings settings;
  private final AvroRecords records;
  private final KeyChecks keys;

  /**
   * For one set of topics.
   *
   * @param topic the one on which everything is an acknowledgement
   */
  public AckDecoder(String topic, DecoderSettings settings, WriterSchemas schemas) {
    this.topic = topic;
    this.settings = settings;
    this.records = new AvroRecords(schemas, READER_SCHEMA);
    this.keys = new KeyChecks(settings);
  }

  /**
   * Whether a record is an acknowledgement: by its topic, or by the one that it is replayed from.
   * Else who may write one topic could write as if to the other, by an operator's hand. Of a replay
   * that does not tell, what its value says counts.
   *
   * @throws dev.vigil.serdes.avro.RegistryUnavailableException as {@link #decode}
   */
  public boolean concerns(InputRecord input) {
    if (!isReplay(input)) {
      return input.topic().equals(topic);
    }
    String origin = ReplayHeaders.text(input.headers(), ReplayHeaders.ORIGIN);
    return origin == null ? records.isOne(input.value(), true) : origin.startsWith(topic + ":");
  }

  private boolean isReplay(InputRecord input) {
    return input.topic().equals(settings.replayTopic());
  }

  /**
   * Decodes and checks one record.
   *
   * @throws dev.vigil.serdes.avro.RegistryUnavailableException if a schema is needed and the
   *     registry cannot be asked: try again later, the record may be valid
   */
  public Decoded decode(InputRecord input) {
    Envelope envelope = new Envelope();
    envelope.trace = TraceContext.inHeaders(input.headers());
    try {
      GenericData.Record ack = records.read(value(input), isReplay(input));
      envelope.patientId = text(ack, "patientId");
      envelope.tenant = text(ack, "tenant");
      envelope.source = text(ack, "by");
      String patientId = Fields.required(envelope.patientId, "patientId");
      String tenant = Fields.emptyIfAbsent(envelope.tenant, "tenant");
      String alertId = Fields.required(text(ack, "alertId"), "alertId");
      String by = Fields.required(envelope.source, "by");
      byte[] key = KeyChecks.present(input);
      keys.checkPatient(key, patientId, tenant);
      keys.checkPartition(key, input.partition());
      Long original = ReplayHeaders.read(input, settings.replayTopic()).originalTimestamp();
      return new Acknowledgement(
          alertId,
          (Integer) ack.get("revision"),
          tenant,
          patientId,
          by,
          (Boolean) ack.get("readBack"),
          original == null ? input.timestamp() : original,
          envelope.trace);
    } catch (UndecodableException e) {
      return new Undecodable(e.reason(), e.location(), envelope);
    }
  }

  private byte[] value(InputRecord input) throws UndecodableException {
    byte @Nullable [] value = input.value();
    if (value == null) {
      throw new UndecodableException(DeadLetterReason.NULL_VALUE, null);
    }
    if (value.length == 0) {
      throw new UndecodableException(DeadLetterReason.EMPTY_VALUE, null);
    }
    if (value.length > settings.maxValueBytes()) {
      throw new UndecodableException(DeadLetterReason.TOO_LARGE, "value");
    }
    if (value[0] != 0) {
      throw new UndecodableException(DeadLetterReason.UNRECOGNISED_FORM, null);
    }
    return value;
  }
}
