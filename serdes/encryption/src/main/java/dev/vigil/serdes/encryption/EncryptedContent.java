package dev.vigil.serdes.encryption;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The parts of encrypted content, as they stand one behind the other. */
final class EncryptedContent {
  static final byte VERSION = 1;

  /** Version, length of the key id, length of the wrapped key. */
  static final int FIXED_HEAD_BYTES = 4;

  static final int NONCE_BYTES = 12;
  static final int TAG_BYTES = 16;

  private final WrappedKey wrapped;
  private final int headBytes;

  private EncryptedContent(WrappedKey wrapped, int headBytes) {
    this.wrapped = wrapped;
    this.headBytes = headBytes;
  }

  static EncryptedContent of(byte[] content) throws NotDecryptableException {
    int idBytes = content.length < 2 ? 0 : content[1] & 0xFF;
    if (content.length < 1 || content[0] != VERSION) {
      throw new NotDecryptableException("this is no encrypted content of version 1", null);
    }
    if (content.length < FIXED_HEAD_BYTES + idBytes) {
      throw cutOff();
    }
    int keyBytes = ByteBuffer.wrap(content).getShort(2 + idBytes) & 0xFFFF;
    int head = FIXED_HEAD_BYTES + idBytes + keyBytes;
    if (content.length < head + NONCE_BYTES + TAG_BYTES) {
      throw cutOff();
    }
    return new EncryptedContent(
        new WrappedKey(
            new String(content, 2, idBytes, StandardCharsets.UTF_8),
            Arrays.copyOfRange(content, head - keyBytes, head)),
        head);
  }

  private static NotDecryptableException cutOff() {
    return new NotDecryptableException("the encrypted content is cut off", null);
  }

  WrappedKey wrapped() {
    return wrapped;
  }

  /** Where the nonce begins; the ciphertext stands behind it. */
  int headBytes() {
    return headBytes;
  }
}
