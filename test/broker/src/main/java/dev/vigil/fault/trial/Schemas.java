package dev.vigil.fault.trial;

import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaBuilder.FieldAssembler;

/** Schemas that a producer writes with. */
final class Schemas {
  private Schemas() {}

  /** Registers a schema for a topic's values; gives its id. */
  static int register(Configuration configuration, String topic, Schema schema) {
    try (Registry registry =
        new Registry(
            configuration.registrySettings(),
            configuration.vigil().startupTimeout(),
            InstantSource.system())) {
      return registry.idForTopic(topic, schema).value();
    } catch (IOException e) {
      throw new UncheckedIOException("the registry's client cannot be closed", e);
    }
  }

  /** The same record as a producer's next release writes it: with a field more. */
  static Schema withAnotherField(Schema schema) {
    FieldAssembler<Schema> fields =
        SchemaBuilder.record(schema.getName()).namespace(schema.getNamespace()).fields();
    for (Schema.Field field : schema.getFields()) {
      fields =
          field.hasDefaultValue()
              ? fields.name(field.name()).type(field.schema()).withDefault(field.defaultVal())
              : fields.name(field.name()).type(field.schema()).noDefault();
    }
    return fields.optionalString("addedByTheNextRelease").endRecord();
  }
}
