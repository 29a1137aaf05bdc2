package dev.vigil.serdes.fhir;

import java.nio.ByteBuffer;

/**
 * 128 bits that tell whether two contents are the same, whatever their white space and the order of
 * their members. Not cryptographic: it guards against a producer's mistake, not against an
 * attacker, who could as well send another event id.
 *
 * @param high first half
 * @param low second half
 */
public record ContentHash(long high, long low) {
  /** Length of {@link #toBytes()}. */
  public static final int BYTES = 16;

  private static final long SEED_HIGH = 0x9E3779B97F4A7C15L;
  private static final long SEED_LOW = 0xC2B2AE3D27D4EB4FL;
  static final long MULTIPLY_HIGH = 0xFF51AFD7ED558CCDL;
  static final long MULTIPLY_LOW = 0xC4CEB9FE1A85EC53L;

  /** Spreads every bit of the input over all bits of the result. */
  static long mix(long value) {
    long hash = value;
    hash = (hash ^ (hash >>> 33)) * MULTIPLY_HIGH;
    hash = (hash ^ (hash >>> 33)) * MULTIPLY_LOW;
    return hash ^ (hash >>> 33);
  }

  /** The hash of several texts in this order. */
  public static ContentHash ofTexts(String... texts) {
    long high = SEED_HIGH;
    long low = SEED_LOW;
    TextHash hash = new TextHash();
    for (String text : texts) {
      hash.text(text);
      high = mix(high * 31 + hash.high());
      low = mix(low * 31 + hash.low());
    }
    return new ContentHash(high, low);
  }

  /** This hash followed by another. */
  public ContentHash then(ContentHash next) {
    return new ContentHash(mix(high * 31 + next.high), mix(low * 31 + next.low));
  }

  /** Big-endian, {@value #BYTES} bytes. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }
}
