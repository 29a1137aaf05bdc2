package dev.vigil.serdes.event;

import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.serdes.avro.WireFormat;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import dev.vigil.serdes.fhir.FhirResource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Writes change events as {@code FhirChangeEvent}. The resource goes from the input's buffer to the
 * output's as bytes: most of a record, and never decoded to text.
 *
 * <p>Not safe for use by several threads.
 */
public final class ChangeEventWriter {
  private static final int ENVELOPE_BYTES = 512;

  private final SchemaId schemaId;
  private @Nullable BinaryEncoder reuse;

  public ChangeEventWriter(SchemaId schemaId) {
    this.schemaId = schemaId;
  }

  /** The event with its resource, if it has one. */
  public byte[] encode(ChangeEvent event) {
    return encode(event, event.resource());
  }

  /** The event's ids only. */
  public byte[] encodeIdOnly(ChangeEvent event) {
    return encode(event, null);
  }

  private byte[] encode(ChangeEvent event, @Nullable FhirResource resource) {
    int resourceBytes = resource == null ? 0 : resource.to() - resource.from();
    ByteArrayOutputStream out = new ByteArrayOutputStream(ENVELOPE_BYTES + resourceBytes);
    WireFormat.writePrefix(out, schemaId);
    reuse = EncoderFactory.get().directBinaryEncoder(out, reuse);
    try {
      // In the order of the schema's fields; a test decodes it with Avro's own reader.
      reuse.writeString(event.eventId());
      reuse.writeString(event.source());
      reuse.writeString(event.eventType());
      reuse.writeString(event.resourceType());
      reuse.writeString(event.resourceId());
      writeOptional(reuse, event.versionId());
      reuse.writeString(event.patientId());
      reuse.writeString(event.tenant());
      reuse.writeLong(event.timestamp().toEpochMilli());
      writeOptional(reuse, event.requestId());
      if (resource == null) {
        reuse.writeIndex(0);
      } else {
        reuse.writeIndex(1);
        reuse.writeBytes(resource.buffer(), resource.from(), resourceBytes);
      }
      reuse.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return out.toByteArray();
  }

  /** The schema that {@link #encode} writes. */
  public static Schema schema() {
    return FhirChangeEvent.getClassSchema();
  }

  private static void writeOptional(BinaryEncoder encoder, @Nullable String text)
      throws IOException {
    if (text == null) {
      encoder.writeIndex(0);
    } else {
      encoder.writeIndex(1);
      encoder.writeString(text);
    }
  }
}
