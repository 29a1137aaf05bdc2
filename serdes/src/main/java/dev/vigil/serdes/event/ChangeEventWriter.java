package dev.vigil.serdes.event;

import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.serdes.avro.AvroBuffer;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import dev.vigil.serdes.fhir.FhirResource;
import org.apache.avro.Schema;

/**
 * Writes change events as {@code FhirChangeEvent}. The resource goes from the input's buffer to the
 * output's as bytes: most of a record, and never decoded to text.
 *
 * <p>Not safe for use by several threads.
 */
public final class ChangeEventWriter {
  private final byte[] prefix;
  private final AvroBuffer buffer = new AvroBuffer();

  public ChangeEventWriter(SchemaId schemaId) {
    this.prefix = schemaId.prefix();
  }

  /** The event with its resource, if it has one. */
  public byte[] encode(ChangeEvent event) {
    FhirResource resource = event.resource();
    if (resource == null) {
      return encodeIdOnly(event);
    }
    writeEnvelope(event);
    int resourceBytes = resource.to() - resource.from();
    buffer.writeIndex(1);
    buffer.writeInt(resourceBytes);
    // The last field: copied once, to where it stays.
    return buffer.toBytesWith(resource.buffer(), resource.from(), resourceBytes);
  }

  /** The event's ids only. */
  public byte[] encodeIdOnly(ChangeEvent event) {
    writeEnvelope(event);
    buffer.writeIndex(0);
    return buffer.toBytes();
  }

  /** In the order of the schema's fields; a test decodes it with Avro's own reader. */
  private void writeEnvelope(ChangeEvent event) {
    buffer.start(prefix);
    buffer.writeString(event.eventId());
    buffer.writeString(event.source());
    buffer.writeString(event.eventType());
    buffer.writeString(event.resourceType());
    buffer.writeString(event.resourceId());
    buffer.writeOptional(event.versionId());
    buffer.writeString(event.patientId());
    buffer.writeString(event.tenant());
    buffer.writeLong(event.timestamp().toEpochMilli());
    buffer.writeOptional(event.requestId());
  }

  /** The schema that {@link #encode} writes. */
  public static Schema schema() {
    return FhirChangeEvent.getClassSchema();
  }
}
