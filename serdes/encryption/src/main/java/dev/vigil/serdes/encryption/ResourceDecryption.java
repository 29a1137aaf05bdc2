package dev.vigil.serdes.encryption;

import dev.vigil.avro.FhirChangeEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The resource of a permitted event, encrypted or not, for its consumer. Thread-safe. */
public final class ResourceDecryption {
  private final String output;
  private final ContentDecryption decryption;

  /**
   * For one output.
   *
   * @param output its name: the last part of the topic's
   */
  public ResourceDecryption(String output, Keys keys) {
    this.output = output;
    this.decryption = new ContentDecryption(keys);
  }

  /**
   * The resource as FHIR JSON; null: the event has none.
   *
   * @throws NotDecryptableException if it is not what was written for this event: do not use it
   * @throws KeyServiceUnavailableException if its key cannot be had: try again later, do not skip
   */
  public @Nullable String resource(FhirChangeEvent event) throws NotDecryptableException {
    ByteBuffer encrypted = event.getEncryptedResource();
    if (encrypted == null) {
      return event.getResource();
    }
    byte[] content = new byte[encrypted.remaining()];
    encrypted.duplicate().get(content);
    byte[] place =
        Place.ofEvent(
            output,
            event.getTenant(),
            event.getPatientId(),
            event.getSource(),
            event.getEventId(),
            event.getEventType(),
            event.getResourceType(),
            event.getResourceId(),
            event.getVersionId());
    return new String(decryption.decrypt(place, content), StandardCharsets.UTF_8);
  }
}
