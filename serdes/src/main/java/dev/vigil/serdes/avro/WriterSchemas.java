package dev.vigil.serdes.avro;

import org.apache.avro.Schema;

/** The schemas that producers wrote with, by the id in the wire format. */
public interface WriterSchemas {
  /**
   * The schema of an id.
   *
   * @throws UnknownSchemaException if the registry says that it has none
   * @throws RegistryUnavailableException if the registry could not be asked
   */
  Schema byId(int id) throws UnknownSchemaException;
}
