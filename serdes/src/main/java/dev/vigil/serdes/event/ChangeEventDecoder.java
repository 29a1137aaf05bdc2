package dev.vigil.serdes.event;

import dev.vigil.serdes.avro.WriterSchemas;
import java.io.IOException;
import org.apache.kafka.common.header.Header;

/**
 * Turns a raw record into a change event, whichever of the accepted forms it has. Every fault of
 * the record becomes an {@link Undecodable}; only faults that are not the record's, such as an
 * unreachable registry, are thrown.
 *
 * <p>Not safe for use by several threads.
 */
public final class ChangeEventDecoder {
  private static final String CLOUD_EVENT_HEADER = "ce_specversion";

  private final DecoderSettings settings;
  private final JsonForm json;
  private final AvroForm avro;
  private final CloudEventHeadersForm cloudEventHeaders;
  private final EventChecks checks;

  public ChangeEventDecoder(DecoderSettings settings, WriterSchemas schemas) {
    this.settings = settings;
    this.json = new JsonForm(settings.maxDepth());
    this.avro = new AvroForm(schemas, json);
    this.cloudEventHeaders = new CloudEventHeadersForm(json);
    this.checks = new EventChecks(settings);
  }

  /**
   * Decodes and checks one record.
   *
   * @throws dev.vigil.serdes.avro.RegistryUnavailableException if a schema is needed and the
   *     registry cannot be asked: try again later, the record may be valid
   */
  public Decoded decode(InputRecord input) {
    Envelope envelope = new Envelope();
    // Before that of a CloudEvent: who carries the record knows more than who wrote it.
    envelope.trace = TraceContext.inHeaders(input.headers());
    try {
      read(input, envelope);
      return checks.check(input, envelope);
    } catch (UndecodableException e) {
      return new Undecodable(e.reason(), e.location(), envelope);
    } catch (IOException e) {
      JsonFault fault = JsonFault.of(e);
      return new Undecodable(fault.reason(), fault.location(), envelope);
    }
  }

  private void read(InputRecord input, Envelope envelope) throws UndecodableException, IOException {
    byte[] value = input.value();
    Header cloudEvent = input.headers().lastHeader(CLOUD_EVENT_HEADER);
    if (value != null && value.length > settings.maxValueBytes()) {
      throw new UndecodableException(DeadLetterReason.TOO_LARGE, "value");
    }
    if (cloudEvent != null) {
      envelope.form = EventForm.CLOUD_EVENT_BINARY;
      cloudEventHeaders.read(input.headers(), value, envelope);
    } else if (value == null) {
      throw new UndecodableException(DeadLetterReason.NULL_VALUE, null);
    } else if (value.length == 0) {
      throw new UndecodableException(DeadLetterReason.EMPTY_VALUE, null);
    } else if (value[0] == 0) {
      envelope.form = EventForm.AVRO;
      avro.read(value, input.topic().equals(settings.replayTopic()), envelope);
    } else {
      envelope.form = EventForm.JSON;
      json.readEvent(value, envelope);
    }
  }
}
