package dev.vigil.serdes.avro;

/** The registry answered that it does not have a schema. */
public final class UnknownSchemaException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnknownSchemaException(int id) {
    super("the registry has no Avro schema of id " + id, null, false, false);
  }
}
