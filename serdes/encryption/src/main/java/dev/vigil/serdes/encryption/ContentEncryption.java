package dev.vigil.serdes.encryption;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts content with AES-256-GCM, straight to where it stays. For one thread at a time; others
 * may use the same data keys.
 */
public final class ContentEncryption {
  static final String TRANSFORMATION = "AES/GCM/NoPadding";

  private final DataKeys keys;
  private final SecureRandom random = new SecureRandom();
  private final byte[] nonce = new byte[EncryptedContent.NONCE_BYTES];
  private final Cipher cipher;

  /** With keys that others may use, too. */
  public ContentEncryption(DataKeys keys) {
    this.keys = keys;
    try {
      this.cipher = Cipher.getInstance(TRANSFORMATION);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + TRANSFORMATION, e);
    }
  }

  /**
   * The key for the next content.
   *
   * @throws KeyServiceUnavailableException if a new one is needed and cannot be had
   */
  public DataKey nextKey() {
    return keys.next();
  }

  /** How many bytes content takes once it is encrypted with a key. */
  public static int size(DataKey key, int bytes) {
    return Math.addExact(
        bytes, key.head().length + EncryptedContent.NONCE_BYTES + EncryptedContent.TAG_BYTES);
  }

  /**
   * Encrypts.
   *
   * @param key {@link #nextKey()}, asked for this content
   * @param place where the content belongs, see {@link Place}
   * @param content buffer that holds the content
   * @param from its first byte
   * @param length its bytes
   * @param target where {@link #size} bytes are written
   * @param at index of the first of them
   */
  public void encrypt(
      DataKey key, byte[] place, byte[] content, int from, int length, byte[] target, int at) {
    byte[] head = key.head();
    System.arraycopy(head, 0, target, at, head.length);
    random.nextBytes(nonce);
    int behind = at + head.length;
    System.arraycopy(nonce, 0, target, behind, nonce.length);
    try {
      cipher.init(
          Cipher.ENCRYPT_MODE,
          key.key(),
          new GCMParameterSpec(EncryptedContent.TAG_BYTES * Byte.SIZE, nonce));
      cipher.updateAAD(head);
      cipher.updateAAD(place);
      cipher.doFinal(content, from, length, target, behind + nonce.length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM refused its input", e);
    }
  }

  /** The same into an array of its own. */
  public byte[] encrypt(byte[] place, byte[] content) {
    DataKey key = nextKey();
    byte[] encrypted = new byte[size(key, content.length)];
    encrypt(key, place, content, 0, content.length, encrypted, 0);
    return encrypted;
  }
}
