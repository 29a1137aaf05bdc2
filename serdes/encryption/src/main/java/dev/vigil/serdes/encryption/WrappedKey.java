package dev.vigil.serdes.encryption;

import java.util.Arrays;

/** A data key as it may be seen: encrypted by a key of the key service. */
public final class WrappedKey {
  private final String keyId;
  private final byte[] wrapped;

  /**
   * A wrapped key.
   *
   * @param keyId of the key that it was wrapped with, version included; 1 to 255 bytes in UTF-8
   * @param wrapped 1 to 65,535 bytes
   */
  public WrappedKey(String keyId, byte[] wrapped) {
    this.keyId = keyId;
    this.wrapped = wrapped.clone();
  }

  /** Id of the key that it was wrapped with, version included. */
  public String keyId() {
    return keyId;
  }

  /** What the key service made of the data key. */
  public byte[] wrapped() {
    return wrapped.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WrappedKey key
        && key.keyId.equals(keyId)
        && Arrays.equals(key.wrapped, wrapped);
  }

  @Override
  public int hashCode() {
    return 31 * keyId.hashCode() + Arrays.hashCode(wrapped);
  }

  @Override
  public String toString() {
    return "a data key wrapped with " + keyId;
  }
}
