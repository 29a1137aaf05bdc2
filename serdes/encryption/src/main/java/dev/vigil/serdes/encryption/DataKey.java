package dev.vigil.serdes.encryption;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.crypto.SecretKey;

/** A key that content is encrypted with, and what all such content begins with. */
public final class DataKey {
  private final SecretKey key;
  private final byte[] head;

  DataKey(SecretKey key, WrappedKey wrapped) {
    this.key = key;
    byte[] id = wrapped.keyId().getBytes(StandardCharsets.UTF_8);
    byte[] bytes = wrapped.wrapped();
    if (id.length < 1 || id.length > 0xFF || bytes.length < 1 || bytes.length > 0xFFFF) {
      throw new IllegalArgumentException("a key service gave a key id or key of a wrong length");
    }
    this.head =
        ByteBuffer.allocate(EncryptedContent.FIXED_HEAD_BYTES + id.length + bytes.length)
            .put(EncryptedContent.VERSION)
            .put((byte) id.length)
            .put(id)
            .putShort((short) bytes.length)
            .put(bytes)
            .array();
  }

  SecretKey key() {
    return key;
  }

  /** Not a copy: read only. */
  byte[] head() {
    return head;
  }
}
