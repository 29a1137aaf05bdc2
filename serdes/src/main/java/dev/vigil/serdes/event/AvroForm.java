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

  private final AvroRecords records;
  private final JsonForm json;

  AvroForm(WriterSchemas schemas, JsonForm json) {
    this.records = new AvroRecords(schemas, READER_SCHEMA);
    this.json = json;
  }

  void read(byte[] value, boolean replayed, Envelope envelope)
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
    Object resource = event.get("resource");
    if (resource instanceof org.apache.avro.util.Utf8 utf8) {
      envelope.resource = json.readResource(utf8.getBytes(), 0, utf8.getByteLength());
    }
  }
}
