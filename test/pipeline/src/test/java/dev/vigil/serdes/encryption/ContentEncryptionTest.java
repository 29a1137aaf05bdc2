package dev.vigil.serdes.encryption;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is encrypted, what decrypts it, and how seldom the key service is asked. */
class ContentEncryptionTest {
  private static final byte[] CONTENT = "{\"resourceType\":\"Observation\"}".getBytes(UTF_8);
  private static final byte[] PLACE = Place.ofDeadLetter("fhir.events", 3, 1842, null);
  private static final Duration LIFETIME = Duration.ofMinutes(15);

  private final CountingKeys service = new CountingKeys();
  private final Keys keys = service.patiently();
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");

  private ContentEncryption encryption(long mostRecords) {
    return new ContentEncryption(new DataKeys(keys, "dlq", LIFETIME, mostRecords, () -> now));
  }

  @Test
  void theServiceIsAskedOnceForManyRecordsAndManyReaders() throws NotDecryptableException {
    ContentEncryption encryption = encryption(DataKeys.MOST_RECORDS);
    ContentDecryption decryption = new ContentDecryption(keys);
    Set<String> ciphertexts = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      byte[] encrypted = encryption.encrypt(PLACE, CONTENT);
      ciphertexts.add(Arrays.toString(encrypted));
      assertThat(decryption.decrypt(PLACE, encrypted)).isEqualTo(CONTENT);
    }

    assertThat(ciphertexts).as("no nonce twice").hasSize(1_000);
    assertThat(service.asked()).containsExactly("wrap", "unwrap");
  }

  @Test
  void aDataKeyEndsWithItsTimeAndWithItsRecords() {
    ContentEncryption encryption = encryption(3);
    for (int i = 0; i < 7; i++) {
      encryption.encrypt(PLACE, CONTENT);
    }
    assertThat(service.asked()).as("three records each").hasSize(3);

    now = now.plus(LIFETIME);
    encryption.encrypt(PLACE, CONTENT);
    now = now.minusSeconds(1);
    encryption.encrypt(PLACE, CONTENT);
    assertThat(service.asked()).as("by time, also backwards").hasSize(5);
  }

  @Test
  void afterARotationNewRecordsHaveTheNewKeyAndOldOnesAreStillRead()
      throws NotDecryptableException {
    ContentEncryption encryption = encryption(DataKeys.MOST_RECORDS);
    byte[] old = encryption.encrypt(PLACE, CONTENT);
    service.rotate();
    byte[] meanwhile = encryption.encrypt(PLACE, CONTENT);
    now = now.plus(LIFETIME);
    byte[] young = encryption.encrypt(PLACE, CONTENT);

    assertThat(ContentDecryption.keyId(old)).isEqualTo("dlq:1");
    assertThat(ContentDecryption.keyId(meanwhile)).isEqualTo("dlq:1");
    assertThat(ContentDecryption.keyId(young)).isEqualTo("dlq:2");
    ContentDecryption decryption = new ContentDecryption(keys);
    for (byte[] encrypted : new byte[][] {old, meanwhile, young}) {
      assertThat(decryption.decrypt(PLACE, encrypted)).isEqualTo(CONTENT);
    }
  }

  @Test
  void whateverIsChangedIsRefused() throws NotDecryptableException {
    byte[] encrypted = encryption(DataKeys.MOST_RECORDS).encrypt(PLACE, CONTENT);
    ContentDecryption decryption = new ContentDecryption(keys);
    for (int i = 0; i < encrypted.length; i++) {
      byte[] changed = encrypted.clone();
      changed[i] ^= 1;
      // A changed key id is a key that nobody has; anything else is not what was encrypted.
      assertThatThrownBy(() -> decryption.decrypt(PLACE, changed))
          .as("byte %d", i)
          .isInstanceOfAny(NotDecryptableException.class, NumberFormatException.class);
      int length = i;
      assertThatThrownBy(() -> decryption.decrypt(PLACE, Arrays.copyOf(encrypted, length)))
          .isInstanceOf(NotDecryptableException.class);
    }
    assertThat(decryption.decrypt(PLACE, encrypted)).isEqualTo(CONTENT);
  }

  @Test
  void contentIsRefusedWhereItDoesNotBelong() {
    byte[] encrypted = encryption(DataKeys.MOST_RECORDS).encrypt(PLACE, CONTENT);
    ContentDecryption decryption = new ContentDecryption(keys);
    for (byte[] elsewhere :
        new byte[][] {
          Place.ofDeadLetter("fhir.replay", 3, 1842, null),
          Place.ofDeadLetter("fhir.events", 31, 842, null),
          Place.ofDeadLetter("fhir.events", 3, 1843, null),
          Place.ofDeadLetter("fhir.events", 3, 1842, new byte[] {'p'}),
          Place.ofEvent("research", "", "p", "lab", "e", "t", "Observation", "o", null)
        }) {
      assertThatThrownBy(() -> decryption.decrypt(elsewhere, encrypted))
          .isInstanceOf(NotDecryptableException.class)
          .hasMessage("the encrypted content was changed, or belongs to another record");
    }
  }

  @Test
  void aServiceThatIsAwayForAMomentIsAskedAgain() {
    service.failNext(1);

    encryption(DataKeys.MOST_RECORDS).encrypt(PLACE, CONTENT);

    assertThat(service.asked()).containsExactly("wrap", "wrap");
  }

  @Test
  void aServiceThatStaysAwayEndsInAFaultAndNothingIsEncryptedWithoutIt() {
    ContentEncryption encryption = encryption(DataKeys.MOST_RECORDS);
    encryption.encrypt(PLACE, CONTENT);
    now = now.plus(LIFETIME);
    service.failNext(Integer.MAX_VALUE);

    assertThatThrownBy(() -> encryption.encrypt(PLACE, CONTENT))
        .isInstanceOf(KeyServiceUnavailableException.class)
        .hasMessage("the key service does not answer, asked for PT0.1S");
    service.failNext(0);
    encryption.encrypt(PLACE, CONTENT);
  }

  @Test
  void aRefusalIsAnAnswer() {
    service.refuse();

    assertThatThrownBy(() -> encryption(DataKeys.MOST_RECORDS).encrypt(PLACE, CONTENT))
        .isInstanceOf(KeyServiceUnavailableException.class)
        .hasMessage("the key service refuses access");
    assertThat(service.asked()).containsExactly("wrap");
  }
}
