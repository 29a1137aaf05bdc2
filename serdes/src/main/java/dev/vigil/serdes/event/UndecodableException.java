package dev.vigil.serdes.event;

import org.jspecify.annotations.Nullable;

/** Carries a fault from where it is found to {@link ChangeEventDecoder}; it never leaves there. */
final class UndecodableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final DeadLetterReason reason;
  private final @Nullable String location;

  UndecodableException(DeadLetterReason reason, @Nullable String location) {
    // Control flow: a stack trace would cost more than the decoding.
    super(reason.code(), null, false, false);
    this.reason = reason;
    this.location = location;
  }

  DeadLetterReason reason() {
    return reason;
  }

  @Nullable String location() {
    return location;
  }
}
