package dev.vigil.serdes.encryption;

import org.jspecify.annotations.Nullable;

/** Content is not what was encrypted, or not where it was encrypted for: do not trust it. */
public final class NotDecryptableException extends Exception {
  private static final long serialVersionUID = 1L;

  NotDecryptableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
