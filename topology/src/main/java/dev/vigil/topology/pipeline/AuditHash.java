package dev.vigil.topology.pipeline;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hash that stands at the end of every audit record: SHA-256 of all of the encoding before it.
 * Not thread-safe.
 */
public final class AuditHash {
  /** Bytes of a hash. */
  public static final int BYTES = 32;

  /** The wire format's prefix is not part of the record. */
  public static final int PREFIX_BYTES = 5;

  private final MessageDigest sha256;

  public AuditHash() {
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * The hash that an encoded record must end with; what stands in its place does not count.
   *
   * @param encoded prefix, record, and as its last bytes the length of the hash and the hash
   */
  public byte[] of(byte[] encoded) {
    // Before the hash stands its length in one byte. All before that is what is hashed.
    sha256.update(encoded, PREFIX_BYTES, encoded.length - BYTES - 1 - PREFIX_BYTES);
    return sha256.digest();
  }
}
