package dev.vigil.serdes.encryption;

/**
 * What keeps the keys that other keys are wrapped with: a key file, or a service that never gives
 * them out. A key has a name and, for each time it was rotated, a version; the id of a key says
 * both, in the service's own words. Safe for several threads.
 *
 * <p>Each method answers or throws within seconds; who asks asks again.
 */
public interface KeyService extends AutoCloseable {
  /**
   * Wraps a data key with the newest version of a key.
   *
   * @param name of the key, without a version
   * @param dataKey 32 bytes, which the caller clears
   * @return the wrapped key and the id of the key that it was wrapped with
   * @throws KeyServiceException if there is no such key, or the service does not answer
   */
  WrappedKey wrap(String name, byte[] dataKey) throws KeyServiceException;

  /**
   * Gives back what was wrapped, with any version that was not destroyed.
   *
   * @throws KeyServiceException if there is no such key, it is not what this was wrapped with, or
   *     the service does not answer
   */
  byte[] unwrap(WrappedKey wrapped) throws KeyServiceException;

  /**
   * The HMAC-SHA-256 of a message under one version of a key: always the same 32 bytes.
   *
   * @param id of the key, version included
   * @throws KeyServiceException if there is no such key, or the service does not answer
   */
  byte[] mac(String id, byte[] message) throws KeyServiceException;

  @Override
  void close();
}
