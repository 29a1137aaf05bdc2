package dev.vigil.serdes.encryption;

import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Decrypts what {@link ContentEncryption} made. Keeps the last {@value #KEPT_KEYS} data keys, so
 * that the key service is asked once for each. Safe for several threads.
 */
public final class ContentDecryption {
  static final int KEPT_KEYS = 1_000;

  private final Keys keys;
  private final Map<WrappedKey, SecretKey> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<WrappedKey, SecretKey> eldest) {
          return size() > KEPT_KEYS;
        }
      };

  /** With the keys that the content was encrypted with, or some of them. */
  public ContentDecryption(Keys keys) {
    this.keys = keys;
  }

  /** The id of the key that content needs. */
  public static String keyId(byte[] content) throws NotDecryptableException {
    return EncryptedContent.of(content).wrapped().keyId();
  }

  /**
   * Decrypts.
   *
   * @param place where the content stands, see {@link Place}
   * @throws NotDecryptableException if it was changed, is no encrypted content, or belongs
   *     elsewhere
   * @throws KeyServiceUnavailableException if its key cannot be had
   */
  public byte[] decrypt(byte[] place, byte[] content) throws NotDecryptableException {
    EncryptedContent parts = EncryptedContent.of(content);
    SecretKey key = key(parts.wrapped());
    int head = parts.headBytes();
    int from = head + EncryptedContent.NONCE_BYTES;
    try {
      Cipher cipher = Cipher.getInstance(ContentEncryption.TRANSFORMATION);
      cipher.init(
          Cipher.DECRYPT_MODE,
          key,
          new GCMParameterSpec(
              EncryptedContent.TAG_BYTES * Byte.SIZE, content, head, EncryptedContent.NONCE_BYTES));
      cipher.updateAAD(content, 0, head);
      cipher.updateAAD(place);
      return cipher.doFinal(content, from, content.length - from);
    } catch (GeneralSecurityException e) {
      throw new NotDecryptableException(
          "the encrypted content was changed, or belongs to another record", e);
    }
  }

  private SecretKey key(WrappedKey wrapped) {
    synchronized (known) {
      SecretKey key = known.get(wrapped);
      if (key != null) {
        return key;
      }
    }
    // Not while others wait: the service may be slow.
    SecretKey key = new SecretKeySpec(keys.unwrap(wrapped), "AES");
    synchronized (known) {
      known.put(wrapped, key);
    }
    return key;
  }
}
