package dev.vigil.topology.runtime.http;

/** The endpoint cannot be opened as it is configured; the message says what to do. */
public final class CannotAnswerException extends Exception {
  private static final long serialVersionUID = 1L;

  CannotAnswerException(String message, Throwable cause) {
    super(message, cause);
  }
}
