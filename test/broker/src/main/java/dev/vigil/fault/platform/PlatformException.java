package dev.vigil.fault.platform;

import org.jspecify.annotations.Nullable;

/** The processes that faults happen to cannot be had: nothing was found out about Vigil. */
public final class PlatformException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public PlatformException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
