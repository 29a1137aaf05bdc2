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

  /**
   * As {@link #byId}, for a record that is replayed because its schema may be known by now: that
   * there is none must have been heard just now.
   *
   * @throws UnknownSchemaException as {@link #byId}
   * @throws RegistryUnavailableException as {@link #byId}
   */
  default Schema byIdAnew(int id) throws UnknownSchemaException {
    return byId(id);
  }
}
