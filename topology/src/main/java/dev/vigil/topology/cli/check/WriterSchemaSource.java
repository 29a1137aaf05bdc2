package dev.vigil.topology.cli.check;

import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.avro.UnknownSchemaException;
import dev.vigil.serdes.avro.WriterSchemas;
import dev.vigil.serdes.event.ChangeEventWriter;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.jspecify.annotations.Nullable;

/**
 * What Avro values are written with: one schema that is given, or what the registry says. The
 * registry is asked only when a value needs it.
 */
final class WriterSchemaSource implements WriterSchemas, AutoCloseable {
  private final @Nullable Schema given;
  private final Configuration configuration;
  private final InstantSource clock;
  private @Nullable Registry registry;

  private WriterSchemaSource(
      @Nullable Schema given, Configuration configuration, InstantSource clock) {
    this.given = given;
    this.configuration = configuration;
    this.clock = clock;
  }

  /** Vigil's own schema for every id. */
  static WriterSchemaSource ofVigil(Configuration configuration, InstantSource clock) {
    return new WriterSchemaSource(ChangeEventWriter.schema(), configuration, clock);
  }

  /** A schema for every id; without one, those of the registry. */
  static WriterSchemaSource of(
      @Nullable Path file, Configuration configuration, InstantSource clock) {
    return new WriterSchemaSource(file == null ? null : parse(file), configuration, clock);
  }

  @Override
  public Schema byId(int id) throws UnknownSchemaException {
    if (given != null) {
      return given;
    }
    Registry asked = registry;
    if (asked == null) {
      if (configuration.registrySettings().getOrDefault("schema.registry.url", "").isBlank()) {
        throw new VigilException(
            ExitCode.USAGE,
            "A value is Avro in the wire format: name the registry (-c, --set registry.url=URL), or"
                + " the schema it is written with (--schema FILE)",
            null);
      }
      asked =
          new Registry(
              configuration.registrySettings(), configuration.vigil().startupTimeout(), clock);
      registry = asked;
    }
    return asked.byId(id);
  }

  private static Schema parse(Path file) {
    try {
      return new Schema.Parser().parse(file.toFile());
    } catch (IOException e) {
      throw new VigilException(
          ExitCode.USAGE, file + ": cannot be read: give an Avro schema (.avsc)", e);
    } catch (SchemaParseException e) {
      throw new VigilException(
          ExitCode.USAGE, file + ": is no Avro schema: give the .avsc of the producer", e);
    }
  }

  @Override
  public void close() throws IOException {
    if (registry != null) {
      registry.close();
    }
  }
}
