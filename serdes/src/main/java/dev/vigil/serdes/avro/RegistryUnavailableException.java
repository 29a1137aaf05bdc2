package dev.vigil.serdes.avro;

/** The registry could not be asked: nobody's record is at fault. */
public final class RegistryUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RegistryUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
