package dev.vigil.serdes.fhir;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Texts that come back in resource after resource: codes, their systems and displays, units. Each
 * is made once, with its hash code, which whoever looks it up asks for.
 */
final class KnownTexts {
  /** A power of two. */
  private static final int KNOWN = 4096;

  /** Systems are shorter; bounds what hostile texts can take. */
  private static final int LONGEST = 96;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  // Written by many threads without order: whatever one of them reads is whole, because a text is
  // immutable, and a text that another displaced is only made again.
  private static final @Nullable KnownText[] CACHE = new KnownText[KNOWN];

  private KnownTexts() {}

  private static final class KnownText {
    private final byte[] bytes;
    private final String text;

    private KnownText(byte[] bytes, String text) {
      this.bytes = bytes;
      this.text = text;
    }

    private boolean is(byte[] buffer, int from, int to) {
      return Arrays.equals(bytes, 0, bytes.length, buffer, from, to);
    }
  }

  /** The text of ASCII bytes. */
  static String of(byte[] buffer, int from, int to) {
    if (to - from > LONGEST) {
      return made(buffer, from, to);
    }
    int slot = hash(buffer, from, to) & (KNOWN - 1);
    KnownText known = CACHE[slot];
    if (known != null && known.is(buffer, from, to)) {
      return known.text;
    }
    int second = slot ^ 1;
    KnownText other = CACHE[second];
    if (other != null && other.is(buffer, from, to)) {
      return other.text;
    }
    String text = made(buffer, from, to);
    CACHE[other == null ? second : slot] =
        new KnownText(Arrays.copyOfRange(buffer, from, to), text);
    return text;
  }

  private static String made(byte[] buffer, int from, int to) {
    return new String(buffer, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** Of a long text its length, its ends and its middle: enough to tell most systems apart. */
  private static int hash(byte[] buffer, int from, int to) {
    int length = to - from;
    long hash = length;
    if (length < Long.BYTES) {
      for (int i = from; i < to; i++) {
        hash = (hash << Byte.SIZE) | buffer[i];
      }
    } else {
      hash = step(hash, (long) LONGS.get(buffer, from));
      hash = step(hash, (long) LONGS.get(buffer, from + (length - Long.BYTES) / 2));
      hash = step(hash, (long) LONGS.get(buffer, to - Long.BYTES));
    }
    return (int) (ContentHash.mix(hash) >>> Integer.SIZE);
  }

  private static long step(long hash, long eight) {
    return (Long.rotateLeft(hash, 29) ^ eight) * ContentHash.MULTIPLY_HIGH;
  }
}
