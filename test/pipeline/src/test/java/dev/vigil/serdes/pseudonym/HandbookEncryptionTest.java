package dev.vigil.serdes.pseudonym;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.serdes.encryption.ContentEncryption;
import dev.vigil.serdes.encryption.DataKeys;
import dev.vigil.serdes.encryption.Keys;
import dev.vigil.serdes.encryption.Place;
import dev.vigil.support.SampleKeyFile;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page on encryption says what Vigil does, and enough to decrypt without Vigil's code. */
class HandbookEncryptionTest {
  private static final Path PAGE = Path.of("../../deploy/handbook/encryption.md");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "types, Types with content",
    "codes, Codes",
    "times, Dates and times",
    "numbers, Numbers",
    "booleans, True or false",
    "dropped, Left out with all that is in them"
  })
  void theListsAreThoseOfTheCode(String list, String heading) throws IOException {
    Matcher item =
        Pattern.compile("- \\*\\*" + heading + "\\*\\*[^`]*`([^`]*)`")
            .matcher(Files.readString(PAGE));
    assertThat(item.find()).as("a list '%s' on the page", heading).isTrue();

    KeptElements kept = KeptElements.SHIPPED;
    Set<String> expected =
        switch (list) {
          case "types" -> kept.types();
          case "codes" -> kept.codes();
          case "times" -> kept.times();
          case "numbers" -> kept.numbers();
          case "booleans" -> kept.booleans();
          default -> kept.dropped();
        };
    assertThat(List.of(item.group(1).split("\\s+")))
        .containsExactlyElementsOf(new TreeSet<>(expected));
  }

  @Test
  void decisiveElementsAreNamed() throws IOException {
    String page = Files.readString(PAGE);
    assertThat(KeptElements.SHIPPED.decisive())
        .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
  }

  /** By the page alone: nothing here but the JDK, once the content is made. */
  @Test
  void whatTheFormatSaysIsEnoughToDecrypt() throws IOException, GeneralSecurityException {
    SampleKeyFile keys = SampleKeyFile.in(directory, "research:2026-11");
    String resource = "{\"resourceType\":\"Observation\",\"note\":\"ü\"}";
    byte[] blob;
    try (Keys opened = Keys.at(keys.address(), Duration.ZERO)) {
      blob =
          new ContentEncryption(
                  new DataKeys(opened, "research", Duration.ofHours(1), InstantSource.system()))
              .encrypt(
                  Place.ofEvent(
                      "research",
                      "",
                      "pü",
                      "lab",
                      "e1",
                      "observation.created",
                      "Observation",
                      "o1",
                      null),
                  resource.getBytes(UTF_8));
    }

    ByteBuffer bytes = ByteBuffer.wrap(blob);
    assertThat(bytes.get()).isEqualTo((byte) 1);
    byte[] keyId = new byte[bytes.get() & 0xFF];
    bytes.get(keyId);
    byte[] wrapped = new byte[bytes.getShort() & 0xFFFF];
    bytes.get(wrapped);
    int head = bytes.position();
    byte[] nonce = new byte[12];
    bytes.get(nonce);
    assertThat(new String(keyId, UTF_8)).isEqualTo("research:2026-11");
    String line = Files.readAllLines(keys.path()).get(0);
    byte[] key = Base64.getDecoder().decode(line.substring(line.indexOf(' ') + 1));
    Cipher unwrap = Cipher.getInstance("AESWrap");
    unwrap.init(Cipher.UNWRAP_MODE, new SecretKeySpec(key, "AES"));
    Cipher decrypt = Cipher.getInstance("AES/GCM/NoPadding");
    decrypt.init(
        Cipher.DECRYPT_MODE,
        unwrap.unwrap(wrapped, "AES", Cipher.SECRET_KEY),
        new GCMParameterSpec(128, nonce));
    ByteArrayOutputStream place = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(place);
    out.write(blob, 0, head);
    for (String text :
        List.of(
            "vigil:event",
            "research",
            "",
            "pü",
            "lab",
            "e1",
            "observation.created",
            "Observation",
            "o1",
            "")) {
      out.writeInt(text.getBytes(UTF_8).length);
      out.write(text.getBytes(UTF_8));
    }
    decrypt.updateAAD(place.toByteArray());
    byte[] plain = decrypt.doFinal(blob, bytes.position(), bytes.remaining());
    assertThat(new String(plain, UTF_8)).isEqualTo(resource);
  }
}
