package dev.vigil.serdes.encryption;

import java.net.URI;

/**
 * Opens key services of one kind. Found by {@link java.util.ServiceLoader}: a jar on the class path
 * that names one in {@code META-INF/services} adds a kind.
 */
public interface KeyServiceProvider {
  /** The scheme of the addresses that it takes, in lower case, for example {@code aws-kms}. */
  String scheme();

  /**
   * Opens a service. What must not stand in an address, such as credentials, comes from the
   * environment.
   *
   * @throws KeyServiceException if the address is wrong, or the service does not answer
   */
  KeyService open(URI location) throws KeyServiceException;
}
