package dev.vigil.serdes.event;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.vigil.serdes.fhir.MalformedResource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with JSON that could not be read, in the terms of dead letters.
 *
 * @param reason why
 * @param location the byte; null: unknown
 */
public record JsonFault(DeadLetterReason reason, @Nullable String location) {

  /** The fault behind what a reader of JSON or FHIR threw. */
  public static JsonFault of(IOException thrown) {
    if (thrown instanceof StreamConstraintsException e) {
      return new JsonFault(exceeded(e), byteOf(e));
    }
    if (thrown instanceof JacksonException e) {
      return new JsonFault(DeadLetterReason.MALFORMED_JSON, byteOf(e));
    }
    if (thrown instanceof MalformedResource e) {
      DeadLetterReason reason =
          switch (e.problem()) {
            case "member-twice" -> DeadLetterReason.MEMBER_TWICE;
            case "not-utf-8" -> DeadLetterReason.UNRECOGNISED_FORM;
            default -> DeadLetterReason.MALFORMED_RESOURCE;
          };
      return new JsonFault(reason, "byte " + e.byteOffset());
    }
    // Jackson reports broken UTF-8 as a plain IOException; its text may quote content.
    return new JsonFault(DeadLetterReason.MALFORMED_JSON, null);
  }

  /** The fault as a person reads it. */
  public String text() {
    return reason.code() + (location == null ? "" : " at " + location);
  }

  /** Jackson bounds depth, the digits of a number and the length of a name, with one exception. */
  private static DeadLetterReason exceeded(StreamConstraintsException e) {
    return e.getOriginalMessage().startsWith("Document nesting depth")
        ? DeadLetterReason.JSON_TOO_DEEP
        : DeadLetterReason.MALFORMED_JSON;
  }

  private static @Nullable String byteOf(JacksonException e) {
    return e.getLocation() == null ? null : "byte " + e.getLocation().getByteOffset();
  }
}
