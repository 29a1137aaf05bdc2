package dev.vigil.serdes.encryption;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A key service that is asked again, within a bound, while it does not answer. Opened when it is
 * asked first. Safe for several threads.
 */
public final class Keys implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Keys.class);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final Opening opening;
  private final Duration patience;
  private @Nullable KeyService service;

  /** How to open a service. */
  interface Opening {
    KeyService open() throws KeyServiceException;
  }

  private interface Question<T> {
    T ask(KeyService service) throws KeyServiceException;
  }

  Keys(Opening opening, Duration patience) {
    this.opening = opening;
    this.patience = patience;
  }

  /**
   * The keys at an address, for example {@code file:/run/secrets/vigil-keys}.
   *
   * @param patience how long a service that does not answer is asked again, before {@link
   *     KeyServiceUnavailableException}
   */
  public static Keys at(String location, Duration patience) {
    return new Keys(() -> open(location), patience);
  }

  /** The keys of a service that somebody else opened; it is closed with these. */
  public static Keys of(KeyService service, Duration patience) {
    return new Keys(() -> service, patience);
  }

  private static KeyService open(String location) throws KeyServiceException {
    URI address;
    try {
      address = new URI(location);
    } catch (URISyntaxException e) {
      throw KeyServiceException.refused("the address of the key service is no URI", null);
    }
    String scheme = String.valueOf(address.getScheme());
    ServiceLoader<KeyServiceProvider> providers = ServiceLoader.load(KeyServiceProvider.class);
    for (KeyServiceProvider provider : providers) {
      if (provider.scheme().equals(scheme)) {
        return provider.open(address);
      }
    }
    throw KeyServiceException.refused(
        "there is no key service for addresses that begin with %s, only for %s"
            .formatted(
                scheme + ":",
                providers.stream()
                    .map(provider -> provider.get().scheme() + ":")
                    .sorted()
                    .collect(Collectors.joining(", "))),
        null);
  }

  WrappedKey wrap(String name, byte[] dataKey) {
    return ask(asked -> asked.wrap(name, dataKey));
  }

  byte[] unwrap(WrappedKey wrapped) {
    return ask(asked -> asked.unwrap(wrapped));
  }

  /**
   * As {@link KeyService#mac}.
   *
   * @throws KeyServiceUnavailableException if the service refuses, or does not answer in time
   */
  public byte[] mac(String id, byte[] message) {
    return ask(asked -> asked.mac(id, message));
  }

  /** Asks until there is an answer or patience ends; a refusal is an answer. */
  private <T> T ask(Question<T> question) {
    long deadline = System.nanoTime() + patience.toNanos();
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      KeyServiceException failure;
      try {
        return question.ask(service());
      } catch (KeyServiceException e) {
        failure = e;
      }
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (!failure.isPassing()) {
        throw new KeyServiceUnavailableException(String.valueOf(failure.getMessage()), failure);
      }
      if (left <= 0) {
        throw new KeyServiceUnavailableException(
            failure.getMessage() + ", asked for " + patience, failure);
      }
      LOG.warn("{}; asking again in {} ms", failure.getMessage(), pause);
      try {
        TimeUnit.MILLISECONDS.sleep(Math.min(pause, left));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new KeyServiceUnavailableException("interrupted while asking the key service", e);
      }
      pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
    }
  }

  private synchronized KeyService service() throws KeyServiceException {
    KeyService open = service;
    if (open == null) {
      open = opening.open();
      service = open;
    }
    return open;
  }

  @Override
  public synchronized void close() {
    KeyService open = service;
    if (open != null) {
      open.close();
    }
  }
}
