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

  /** Hashes a text that is ASCII, each byte one character. */
  void ascii(byte[] buffer, int from, int to) {
    bytes(ASCII, buffer, from, to);
  }

  void text(String text) {
    text(text.toCharArray(), 0, text.length());
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
    int length = to - from;
    high = seed ^ length;
    low = seed + length;
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      add((long) LONGS.get(buffer, at));
    }
    if (at < to) {
      add(rest(buffer, at, to));
    }
  }

  /** The last one to seven bytes, as the low bytes of a number. */
  private static long rest(byte[] buffer, int from, int to) {
    if (from + Long.BYTES <= buffer.length) {
      return (long) LONGS.get(buffer, from) & ((1L << (8 * (to - from))) - 1);
    }
    long rest = 0;
    for (int i = to - 1; i >= from; i--) {
      rest = (rest << 8) | (buffer[i] & 0xFF);
    }
    return rest;
  }

  /** Both steps can be undone, so that of two texts that differ in eight bytes none meet. */
  private void add(long eight) {
    long hash = (high ^ eight) * ContentHash.MULTIPLY_HIGH;
    high = hash ^ (hash >>> 32);
    low = Long.rotateLeft(low + eight * ContentHash.MULTIPLY_HIGH, 29) * ContentHash.MULTIPLY_LOW;
  }
}
