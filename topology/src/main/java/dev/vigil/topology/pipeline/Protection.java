package dev.vigil.topology.pipeline;

import dev.vigil.serdes.encryption.ContentEncryption;
import dev.vigil.serdes.encryption.DataKeys;
import dev.vigil.serdes.encryption.Keys;
import dev.vigil.serdes.pseudonym.Pseudonyms;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which outputs are encrypted, which have pseudonyms, and with what. Asks the key service for
 * nothing until {@link #check} or the first record; what it has then serves all tasks. Safe for
 * several threads.
 */
public final class Protection implements AutoCloseable {
  private final Map<String, OfOutput> outputs;
  private final @Nullable String deadLetters;
  private final @Nullable Keys keys;
  private final Duration renewAfter;
  private final InstantSource clock;
  private final Map<String, DataKeys> dataKeys = new HashMap<>();
  private final Map<String, byte[]> secrets = new HashMap<>();

  /**
   * Of one output of permitted events.
   *
   * @param encryptWith name of the key for resources; null: they are not encrypted
   * @param pseudonymiseWith id of the key for pseudonyms; null: ids stay
   */
  public record OfOutput(@Nullable String encryptWith, @Nullable String pseudonymiseWith) {}

  /**
   * As configured.
   *
   * @param outputs by name of the output; one that is not there is not protected
   * @param deadLetters name of the key for dead letters; null: they are not encrypted
   * @param keys the key service; null: there is none, and nothing names a key
   * @param renewAfter how long a data key is in use
   * @param clock for the age of data keys
   */
  public Protection(
      Map<String, OfOutput> outputs,
      @Nullable String deadLetters,
      @Nullable Keys keys,
      Duration renewAfter,
      InstantSource clock) {
    this.outputs = new LinkedHashMap<>(outputs);
    this.deadLetters = deadLetters;
    this.keys = keys;
    this.renewAfter = renewAfter;
    this.clock = clock;
  }

  /**
   * Asks for every key that will be needed, so that a missing one is found before a record waits
   * for it.
   *
   * @throws dev.vigil.serdes.encryption.KeyServiceUnavailableException if one cannot be had
   */
  public void check() {
    for (String output : outputs.keySet()) {
      ContentEncryption encryption = ofResources(output);
      if (encryption != null) {
        encryption.nextKey();
      }
      pseudonyms(output);
    }
    ContentEncryption encryption = ofDeadLetters();
    if (encryption != null) {
      encryption.nextKey();
    }
  }

  /** What encrypts the resources of an output, for one task; null: nothing does. */
  @Nullable ContentEncryption ofResources(String output) {
    OfOutput of = outputs.get(output);
    return of == null ? null : encryption(of.encryptWith());
  }

  /** What encrypts dead letters, for one task; null: nothing does. */
  @Nullable ContentEncryption ofDeadLetters() {
    return encryption(deadLetters);
  }

  /** The pseudonyms of an output, for one task; null: it has none. */
  @Nullable Pseudonyms pseudonyms(String output) {
    OfOutput of = outputs.get(output);
    String key = of == null ? null : of.pseudonymiseWith();
    return key == null ? null : new Pseudonyms(secret(output, key));
  }

  private synchronized @Nullable ContentEncryption encryption(@Nullable String key) {
    return key == null
        ? null
        : new ContentEncryption(
            dataKeys.computeIfAbsent(key, name -> new DataKeys(keys(), name, renewAfter, clock)));
  }

  private synchronized byte[] secret(String output, String key) {
    return secrets.computeIfAbsent(output, name -> keys().mac(key, Pseudonyms.purpose(name)));
  }

  private Keys keys() {
    if (keys == null) {
      throw new IllegalStateException("a key is named, but there is no key service");
    }
    return keys;
  }

  @Override
  public void close() {
    if (keys != null) {
      keys.close();
    }
  }
}
