package dev.vigil.topology.runtime.deadletter;

import dev.vigil.config.VigilConfig;
import dev.vigil.serdes.encryption.ContentDecryption;
import dev.vigil.serdes.encryption.KeyServiceUnavailableException;
import dev.vigil.serdes.encryption.Keys;
import dev.vigil.serdes.encryption.NotDecryptableException;
import dev.vigil.serdes.encryption.Place;
import dev.vigil.topology.runtime.Coordinates;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.PipelineSettingsFactory;
import dev.vigil.topology.runtime.VigilException;
import org.jspecify.annotations.Nullable;

/** The values of dead letters as they came: decrypted, where they were encrypted. */
public final class DeadLetterValues implements AutoCloseable {
  private final @Nullable Keys keys;
  private final @Nullable ContentDecryption decryption;

  /** With the configured key service, which is asked when a value needs it. */
  public DeadLetterValues(VigilConfig config) {
    this.keys = PipelineSettingsFactory.keys(config).orElse(null);
    this.decryption = keys == null ? null : new ContentDecryption(keys);
  }

  /**
   * The value of the record that failed.
   *
   * @throws NotDecryptableException if it is not what Vigil encrypted there
   * @throws VigilException if its key cannot be had
   */
  byte @Nullable [] of(DeadLetter letter) throws NotDecryptableException {
    byte[] value = letter.record().value();
    Coordinates source = letter.source();
    if (!letter.isEncrypted() || value == null || source == null) {
      return value;
    }
    if (decryption == null) {
      throw new VigilException(
          ExitCode.CONFIGURATION,
          "The dead letter at %s is encrypted with the key %s: set vigil.encryption.service (-c, --set)"
              .formatted(letter.place(), ContentDecryption.keyId(value)),
          null);
    }
    try {
      return decryption.decrypt(
          Place.ofDeadLetter(
              source.topic(), source.partition(), source.offset(), letter.record().key()),
          value);
    } catch (KeyServiceUnavailableException e) {
      throw new VigilException(
          ExitCode.KEY_SERVICE,
          "The dead letter at %s is encrypted, and its key cannot be had: %s: check vigil.encryption.service"
              .formatted(letter.place(), e.getMessage()),
          e);
    }
  }

  /**
   * The same for who wants nothing else.
   *
   * @throws VigilException also if it is not what Vigil encrypted there
   */
  public byte @Nullable [] require(DeadLetter letter) {
    try {
      return of(letter);
    } catch (NotDecryptableException e) {
      throw new VigilException(
          ExitCode.NOT_PROVEN,
          "The dead letter at %s cannot be decrypted: its value, its key or its headers were changed. Find out who may write to the topic"
              .formatted(letter.place()),
          e);
    }
  }

  @Override
  public void close() {
    if (keys != null) {
      keys.close();
    }
  }
}
