package dev.vigil.serdes.encryption;

/** The key service could not be asked, or refused, after all patience. No record's fault. */
public final class KeyServiceUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeyServiceUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
