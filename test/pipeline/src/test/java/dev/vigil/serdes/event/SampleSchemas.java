package dev.vigil.serdes.event;

import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.serdes.avro.UnknownSchemaException;
import dev.vigil.serdes.avro.WriterSchemas;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;

/** A registry that knows some schemas. */
final class SampleSchemas implements WriterSchemas {
  static final Schema CURRENT = FhirChangeEvent.getClassSchema();
  static final int CURRENT_ID = 7;

  private static final Schema OTHER_RECORD =
      SchemaBuilder.record("Other").fields().requiredString("eventId").endRecord();

  private static final Schema WITHOUT_PATIENT =
      SchemaBuilder.record("FhirChangeEvent")
          .namespace("dev.vigil.avro")
          .fields()
          .requiredString("eventId")
          .endRecord();

  private final Map<Integer, Schema> byId =
      new HashMap<>(Map.of(CURRENT_ID, CURRENT, 8, OTHER_RECORD, 9, WITHOUT_PATIENT));

  SampleSchemas with(int id, Schema schema) {
    byId.put(id, schema);
    return this;
  }

  @Override
  public Schema byId(int id) throws UnknownSchemaException {
    Schema schema = byId.get(id);
    if (schema == null) {
      throw new UnknownSchemaException(id);
    }
    return schema;
  }
}
