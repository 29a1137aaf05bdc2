package dev.vigil.serdes.encryption;

import org.jspecify.annotations.Nullable;

/** A key service did not do what it was asked to. The message holds ids of keys at most. */
public final class KeyServiceException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean passing;

  private KeyServiceException(String message, boolean passing, @Nullable Throwable cause) {
    super(message, cause);
    this.passing = passing;
  }

  /** It did answer: asked again, it would answer the same. */
  public static KeyServiceException refused(String message, @Nullable Throwable cause) {
    return new KeyServiceException(message, false, cause);
  }

  /** It may answer when it is asked again. */
  public static KeyServiceException away(String message, @Nullable Throwable cause) {
    return new KeyServiceException(message, true, cause);
  }

  /** Whether to ask again. */
  public boolean isPassing() {
    return passing;
  }
}
