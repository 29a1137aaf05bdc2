package dev.vigil.serdes.fhir;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Hashes texts to 128 bits, eight bytes at a time. A text of ASCII is hashed by its bytes, any
 * other by two bytes for each character; which of the two is part of the hash. The halves are not
 * mixed to the end: {@link ContentHash#mix} does that where they are used.
 */
final class TextHash {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ASCII = 0x9E3779B97F4A7C15L;
  private static final long WIDE = 0xC2B2AE3D27D4EB4FL;

  /** A number, a truth value or null: not the text of the same characters. */
  private static final long LITERAL = 0x165667B19E3779F9L;

  private static final long LOWEST_BITS = 0x0101010101010101L;
  private static final long HIGHEST_BITS = 0x8080808080808080L;
  private static final long QUOTES = '"' * LOWEST_BITS;
  private static final long BACKSLASHES = '\\' * LOWEST_BITS;

  private long high;
  private long low;

  long high() {
    return high;
  }

  long low() {
    return low;
  }

  /** Hashes what JSON has as number, truth value or null. */
  void literal(byte[] buffer, int from, int to) {
    bytes(LITERAL, buffer, from, to);
  }

  /**
   * Hashes a text of JSON up to its closing quote, if it is visible ASCII without escapes: any such
   * text is well-formed.
   *
   * @param from the byte after the opening quote
   * @return where the closing quote is; -1: the text has other characters, or is too near the
   *     buffer's end, and nothing was hashed
   */
  int quoted(byte[] buffer, int from) {
    begin(ASCII);
    for (int at = from; at <= buffer.length - Long.BYTES; at += Long.BYTES) {
      long eight = (long) LONGS.get(buffer, at);
      long special =
          (eight & HIGHEST_BITS)
              | below(eight ^ QUOTES, 1)
              | below(eight ^ BACKSLASHES, 1)
              | below(eight, ' ');
      if (special == 0) {
        add(eight);
        continue;
      }
      int bits = Long.numberOfTrailingZeros(special) & -Byte.SIZE;
      int end = at + bits / Byte.SIZE;
      if (buffer[end] != '"') {
        return -1;
      }
      if (bits > 0) {
        add(eight & ((1L << bits) - 1));
      }
      end(end - from);
      return end;
    }
    return -1;
  }

  void text(String text) {
    begin(ASCII);
    long eight = 0;
    int bits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0x7F) {
        text(text.toCharArray(), 0, text.length());
        return;
      }
      eight |= (long) c << bits;
      bits += Byte.SIZE;
      if (bits == Long.SIZE) {
        add(eight);
        eight = 0;
        bits = 0;
      }
    }
    if (bits > 0) {
      add(eight);
    }
    end(text.length());
  }

  void text(char[] text, int from, int length) {
    char all = 0;
    for (int i = from; i < from + length; i++) {
      all |= text[i];
    }
    boolean wide = all > 0x7F;
    byte[] bytes = new byte[wide ? 2 * length : length];
    int at = 0;
    for (int i = from; i < from + length; i++) {
      if (wide) {
        bytes[at++] = (byte) (text[i] >>> 8);
      }
      bytes[at++] = (byte) text[i];
    }
    bytes(wide ? WIDE : ASCII, bytes, 0, at);
  }

  private void bytes(long seed, byte[] buffer, int from, int to) {
    begin(seed);
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      add((long) LONGS.get(buffer, at));
    }
    if (at < to) {
      long rest = 0;
      for (int i = to - 1; i >= at; i--) {
        rest = (rest << Byte.SIZE) | (buffer[i] & 0xFF);
      }
      add(rest);
    }
    end(to - from);
  }

  private void begin(long seed) {
    high = seed;
    low = ~seed;
  }

  /** Both steps can be undone, so that of two texts that differ in eight bytes none meet. */
  private void add(long eight) {
    long hash = (high ^ eight) * ContentHash.MULTIPLY_HIGH;
    high = hash ^ (hash >>> 32);
    low = Long.rotateLeft(low + eight * ContentHash.MULTIPLY_HIGH, 29) * ContentHash.MULTIPLY_LOW;
  }

  /** The last bytes may be zeros of the text, or fill: the length tells. */
  private void end(int length) {
    high += length * ContentHash.MULTIPLY_LOW;
    low ^= length * ContentHash.MULTIPLY_HIGH;
  }

  /**
   * Has the highest bit of the first byte that is less than a limit of at most 0x80; whatever it
   * has of bytes after that one, it has none before.
   */
  private static long below(long eight, long limit) {
    return (eight - limit * LOWEST_BITS) & ~eight & HIGHEST_BITS;
  }
}
