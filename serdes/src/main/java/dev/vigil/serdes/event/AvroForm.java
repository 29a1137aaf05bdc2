package dev.vigil.serdes.event;

import static dev.vigil.serdes.event.AvroRecords.text;

import dev.vigil.serdes.avro.WriterSchemas;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/** Reads events in Avro: {@code FhirChangeEvent}, or an evolution of it, in the wire format. */
final class AvroForm {
  // The resource is copied as bytes, not decoded and encoded again.
  private static final Schema READER_SCHEMA = AvroRecords.schema("FhirChangeEvent");

  private static final int EVENT_ID = field("eventId");
  private static final int SOURCE = field("source");
  private static final int EVENT_TYPE = field("eventType");
  private static final int RESOURCE_TYPE = field("resourceType");
  private static final int RESOURCE_ID = field("resourceId");
  private static final int VERSION_ID = field("versionId");
  private static final int PATIENT_ID = field("patientId");
  private static final int TENANT = field("tenant");
  private static final int REQUEST_ID = field("requestId");
  private static final int TIMESTAMP = field("timestamp");
  private static final int RESOURCE = field("resource");
  private static final String ENCRYPTED_RESOURCE = "encryptedResource";
  private static final int ENCRYPTED = field(ENCRYPTED_RESOURCE);

  private final AvroRecords records;
  private final LocatedFields fields = new LocatedFields(READER_SCHEMA);
  private final JsonForm json;

  AvroForm(WriterSchemas schemas, JsonForm json) {
    this.records = new AvroRecords(schemas, READER_SCHEMA);
    this.json = json;
  }

  void read(byte[] value, boolean replayed, Envelope envelope)
      throws UndecodableException, IOException {
    if (records.locate(value, replayed, fields)) {
      readLocated(value, envelope);
    } else {
      readEvolved(value, replayed, envelope);
    }
  }

  /** Written with this release's schema: no Avro record is needed, nor a copy of the resource. */
  private void readLocated(byte[] value, Envelope envelope)
      throws UndecodableException, IOException {
    envelope.eventId = fields.text(EVENT_ID);
    envelope.source = fields.text(SOURCE);
    envelope.eventType = fields.text(EVENT_TYPE);
    envelope.resourceType = fields.text(RESOURCE_TYPE);
    envelope.resourceId = fields.text(RESOURCE_ID);
    envelope.versionId = fields.text(VERSION_ID);
    envelope.patientId = fields.text(PATIENT_ID);
    envelope.tenant = fields.text(TENANT);
    envelope.requestId = fields.text(REQUEST_ID);
    envelope.timestampMillis = fields.number(TIMESTAMP);
    requireReadable(fields.has(ENCRYPTED));
    if (fields.has(RESOURCE)) {
      envelope.resource = json.readResource(value, fields.from(RESOURCE), fields.length(RESOURCE));
    }
  }

  private void readEvolved(byte[] value, boolean replayed, Envelope envelope)
      throws UndecodableException, IOException {
    GenericData.Record event = records.read(value, replayed);
    envelope.eventId = text(event, "eventId");
    envelope.source = text(event, "source");
    envelope.eventType = text(event, "eventType");
    envelope.resourceType = text(event, "resourceType");
    envelope.resourceId = text(event, "resourceId");
    envelope.versionId = text(event, "versionId");
    envelope.patientId = text(event, "patientId");
    envelope.tenant = text(event, "tenant");
    envelope.requestId = text(event, "requestId");
    envelope.timestampMillis = (Long) event.get("timestamp");
    requireReadable(event.get(ENCRYPTED_RESOURCE) != null);
    Object resource = event.get("resource");
    if (resource instanceof org.apache.avro.util.Utf8 utf8) {
      envelope.resource = json.readResource(utf8.getBytes(), 0, utf8.getByteLength());
    }
  }

  /** Taken for an id-only event, it could hide a critical value. */
  private static void requireReadable(boolean encrypted) throws UndecodableException {
    if (encrypted) {
      throw new UndecodableException(DeadLetterReason.FIELD_INVALID, ENCRYPTED_RESOURCE);
    }
  }

  private static int field(String name) {
    return READER_SCHEMA.getField(name).pos();
  }
}
