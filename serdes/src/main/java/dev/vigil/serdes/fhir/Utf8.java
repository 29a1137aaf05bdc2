package dev.vigil.serdes.fhir;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text from bytes that may be anything. */
public final class Utf8 {
  private Utf8() {}

  /** The text, or null if the bytes are not UTF-8: replacement characters could merge two keys. */
  public static @Nullable String decode(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return strict(bytes);
      }
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static @Nullable String strict(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
