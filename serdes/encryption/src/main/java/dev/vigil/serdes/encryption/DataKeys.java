package dev.vigil.serdes.encryption;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Data keys under one key of the key service, one after another: each for a time and for {@value
 * #MOST_RECORDS} records, so that the service is asked seldom, and a rotated key is soon the one in
 * use. Safe for several threads.
 */
public final class DataKeys {
  /**
   * Records under one data key. Two of so many random nonces of 96 bits are alike at odds of 2^-49;
   * NIST SP 800-38D allows 2^32 records, at odds of 2^-32.
   */
  public static final long MOST_RECORDS = 1L << 24;

  private static final int KEY_BYTES = 32;

  private final Keys keys;
  private final String name;
  private final Duration lifetime;
  private final long mostRecords;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private volatile @Nullable InUse inUse;

  private record InUse(DataKey key, long since, AtomicLong records) {}

  /**
   * Asks for nothing yet.
   *
   * @param name of the key that wraps them, without a version
   * @param lifetime how long one is in use
   * @param clock for their age
   */
  public DataKeys(Keys keys, String name, Duration lifetime, InstantSource clock) {
    this(keys, name, lifetime, MOST_RECORDS, clock);
  }

  DataKeys(Keys keys, String name, Duration lifetime, long mostRecords, InstantSource clock) {
    this.keys = keys;
    this.name = name;
    this.lifetime = lifetime;
    this.mostRecords = mostRecords;
    this.clock = clock;
  }

  /**
   * The key for one more record.
   *
   * @throws KeyServiceUnavailableException if a new one is needed and cannot be had
   */
  public DataKey next() {
    InUse present = inUse;
    if (present != null && isGood(present)) {
      return present.key();
    }
    return renewed();
  }

  private synchronized DataKey renewed() {
    InUse present = inUse;
    if (present != null && isGood(present)) {
      // Another thread was here before.
      return present.key();
    }
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    try {
      WrappedKey wrapped = keys.wrap(name, bytes);
      DataKey key = new DataKey(new SecretKeySpec(bytes, "AES"), wrapped);
      inUse = new InUse(key, clock.millis(), new AtomicLong(1));
      return key;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** A clock that was set back ends a key's use, too. */
  private boolean isGood(InUse present) {
    long age = clock.millis() - present.since();
    return age >= 0
        && age < lifetime.toMillis()
        && present.records().incrementAndGet() <= mostRecords;
  }
}
