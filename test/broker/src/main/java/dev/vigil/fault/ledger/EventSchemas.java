package dev.vigil.fault.ledger;

import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;

/** Schemas that a producer evolves from FhirChangeEvent. */
public final class EventSchemas {
  private EventSchemas() {}

  /** FhirChangeEvent with so many more fields, each null by default. */
  public static Schema evolved(int generation) {
    Schema first = FhirChangeEvent.getClassSchema();
    List<Field> fields = new ArrayList<>();
    first.getFields().forEach(field -> fields.add(new Field(field, field.schema())));
    for (int i = 1; i <= generation; i++) {
      Schema optional =
          Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING));
      fields.add(new Field("added" + i, optional, "Added later.", JsonProperties.NULL_VALUE));
    }
    return Schema.createRecord(
        first.getName(), first.getDoc(), first.getNamespace(), false, fields);
  }

  /**
   * Registers a generation for the writer's topic, and has the writer use it from now on.
   *
   * @param generation 0: FhirChangeEvent as it is
   * @throws dev.vigil.serdes.avro.RegistryUnavailableException if the registry cannot be reached
   *     within {@code vigil.startup-timeout}
   */
  public static void use(Configuration configuration, EventWriter writer, int generation) {
    register(configuration, writer, generation).run();
  }

  /**
   * Registers a generation, while the registry is there.
   *
   * @return has the writer use it: the next records in Avro bear an id that the application has not
   *     seen, if the generation is new
   */
  public static Runnable register(Configuration configuration, EventWriter writer, int generation) {
    Schema schema = evolved(generation);
    try (Registry registry =
        new Registry(
            configuration.registrySettings(),
            configuration.vigil().startupTimeout(),
            InstantSource.system())) {
      int id = registry.idForTopic(writer.topic(), schema).value();
      return () -> writer.schema(id, schema);
    } catch (IOException e) {
      throw new UncheckedIOException("The registry's client could not be closed", e);
    }
  }
}
