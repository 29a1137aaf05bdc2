package dev.vigil.serdes.fhir;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** An instant as FHIR and change events write it, such as meta.lastUpdated: with a zone. */
public final class FhirInstant {
  private FhirInstant() {}

  /** Null if the text is null or no instant that milliseconds can count. */
  public static @Nullable Instant parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      // Java reads years of nine digits, which milliseconds cannot count.
      return Instant.ofEpochMilli(instant.toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }
}
