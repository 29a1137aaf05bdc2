package dev.vigil.serdes.event;

import org.jspecify.annotations.Nullable;

/**
 * Checks of single fields. Ids travel into keys, headers and audit records: a megabyte of id is an
 * attack or a fault.
 */
final class Fields {
  private static final int MAX_ID_LENGTH = 1024;

  private Fields() {}

  static String required(@Nullable String text, String field) throws UndecodableException {
    if (text == null || text.isEmpty()) {
      throw new UndecodableException(DeadLetterReason.FIELD_MISSING, field);
    }
    return present(text, field);
  }

  static String emptyIfAbsent(@Nullable String text, String field) throws UndecodableException {
    return text == null ? "" : present(text, field);
  }

  static @Nullable String bounded(@Nullable String text, String field) throws UndecodableException {
    return text == null ? null : present(text, field);
  }

  static String present(String text, String field) throws UndecodableException {
    if (text.length() > MAX_ID_LENGTH) {
      throw new UndecodableException(DeadLetterReason.FIELD_INVALID, field);
    }
    return text;
  }
}
