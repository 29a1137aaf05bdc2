package dev.vigil.serdes.event;

import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.serdes.avro.AvroBuffer;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import dev.vigil.serdes.encryption.ContentEncryption;
import dev.vigil.serdes.encryption.DataKey;
import dev.vigil.serdes.encryption.Place;
import dev.vigil.serdes.fhir.FhirResource;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Writes change events as {@code FhirChangeEvent}. The resource goes from the input's buffer to the
 * output's as bytes: most of a record, and never decoded to text.
 *
 * <p>Not safe for use by several threads.
 */
public final class ChangeEventWriter {
  private final byte[] prefix;
  private final String output;
  private final @Nullable ContentEncryption encryption;
  private final AvroBuffer buffer = new AvroBuffer();

  public ChangeEventWriter(SchemaId schemaId) {
    this(schemaId.prefix(), "", null);
  }

  private ChangeEventWriter(byte[] prefix, String output, @Nullable ContentEncryption encryption) {
    this.prefix = prefix;
    this.output = output;
    this.encryption = encryption;
  }

  /**
   * A writer of the same schema that encrypts resources.
   *
   * @param name of the output that they are encrypted for
   */
  public ChangeEventWriter encrypting(String name, ContentEncryption with) {
    return new ChangeEventWriter(prefix, name, with);
  }

  /**
   * The event with its resource, if it has one.
   *
   * @throws dev.vigil.serdes.encryption.KeyServiceUnavailableException if it must be encrypted, and
   *     a key cannot be had
   */
  public byte[] encode(ChangeEvent event) {
    FhirResource resource = event.resource();
    if (resource == null) {
      return encodeIdOnly(event);
    }
    if (encryption != null) {
      return encodeEncrypted(event, resource, encryption);
    }
    writeEnvelope(event);
    buffer.writeIndex(0);
    int resourceBytes = resource.to() - resource.from();
    buffer.writeIndex(1);
    buffer.writeInt(resourceBytes);
    // The last field: copied once, to where it stays.
    return buffer.toBytesWith(resource.buffer(), resource.from(), resourceBytes);
  }

  /** The ciphertext is made where it stays, too; behind it one byte: no resource to be read. */
  private byte[] encodeEncrypted(
      ChangeEvent event, FhirResource resource, ContentEncryption encrypting) {
    int resourceBytes = resource.to() - resource.from();
    DataKey key = encrypting.nextKey();
    int encryptedBytes = ContentEncryption.size(key, resourceBytes);
    writeEnvelope(event);
    buffer.writeIndex(1);
    buffer.writeInt(encryptedBytes);
    int at = buffer.size();
    byte[] encoded = buffer.toBytesWithRoomFor(Math.addExact(encryptedBytes, 1));
    encrypting.encrypt(
        key, place(event), resource.buffer(), resource.from(), resourceBytes, encoded, at);
    return encoded;
  }

  private byte[] place(ChangeEvent event) {
    return Place.ofEvent(
        output,
        event.tenant(),
        event.patientId(),
        event.source(),
        event.eventId(),
        event.eventType(),
        event.resourceType(),
        event.resourceId(),
        event.versionId());
  }

  /** The event's ids only. */
  public byte[] encodeIdOnly(ChangeEvent event) {
    writeEnvelope(event);
    buffer.writeIndex(0);
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
