package dev.vigil.serdes.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.support.SampleKeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys in a file: which is used, and what is said of a file that is wrong. */
class KeyFileTest {
  private static final byte[] DATA_KEY = new byte[32];

  @TempDir Path directory;

  @Test
  void theNewestVersionWrapsAndOldOnesStillUnwrap() throws Exception {
    SampleKeyFile keys = SampleKeyFile.in(directory, "dlq:1", "research:1", "research-ids:1");
    KeyFile file = new KeyFile(keys.path());
    WrappedKey old = file.wrap("research", DATA_KEY);
    keys.add("research:2");
    WrappedKey young = file.wrap("research", DATA_KEY);

    assertThat(old.keyId()).isEqualTo("research:1");
    assertThat(young.keyId()).as("without a restart").isEqualTo("research:2");
    assertThat(file.unwrap(old)).isEqualTo(DATA_KEY);
    assertThat(file.unwrap(young)).isEqualTo(DATA_KEY);
    assertThat(young.wrapped()).as("RFC 3394: eight bytes more").hasSize(40);
  }

  @Test
  void aKeyOfTheSameIdThatIsAnotherIsFoundOut() throws Exception {
    SampleKeyFile keys = SampleKeyFile.in(directory, "dlq:1");
    KeyFile file = new KeyFile(keys.path());
    WrappedKey wrapped = file.wrap("dlq", DATA_KEY);
    keys.destroy("dlq:1").add("dlq:1");

    assertThatThrownBy(() -> file.unwrap(wrapped))
        .isInstanceOf(KeyServiceException.class)
        .hasMessage("the key dlq:1 is not the one that the data key was wrapped with");
  }

  @Test
  void pseudonymsNameTheVersionSoThatANewOneChangesNothing() throws Exception {
    SampleKeyFile keys = SampleKeyFile.in(directory, "ids:1");
    KeyFile file = new KeyFile(keys.path());
    byte[] before = file.mac("ids:1", DATA_KEY);
    keys.add("ids:2");

    assertThat(file.mac("ids:1", DATA_KEY)).isEqualTo(before);
    assertThat(file.mac("ids:2", DATA_KEY)).isNotEqualTo(before);
    assertThatThrownBy(() -> file.mac("ids", DATA_KEY)).hasMessageContaining("has no key ids (");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dlq:1 c2hvcnQ=                                        | line 3 of the key file
          dlq AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=      | line 3 of the key file
          a:1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=      | has the key a:1 a second time
          """)
  void aLineThatIsWrongIsToldWithoutTheKey(String line, String message) throws Exception {
    SampleKeyFile keys = SampleKeyFile.in(directory, "a:1");
    Files.writeString(keys.path(), "# keys\n" + Files.readString(keys.path()) + line + "\n");

    assertThatThrownBy(() -> new KeyFile(keys.path()).wrap("a", DATA_KEY))
        .isInstanceOf(KeyServiceException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining(line.substring(line.indexOf(' ') + 1).strip());
  }

  @Test
  void aFileThatOthersMayReadIsRefused() throws Exception {
    SampleKeyFile keys = SampleKeyFile.in(directory, "a:1");
    Files.setPosixFilePermissions(keys.path(), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> new KeyFile(keys.path()).wrap("a", DATA_KEY))
        .hasMessageContaining("is open to others: chmod 600");
    Files.setPosixFilePermissions(keys.path(), PosixFilePermissions.fromString("r--r-----"));
    assertThat(new KeyFile(keys.path()).wrap("a", DATA_KEY).keyId()).isEqualTo("a:1");
  }

  @Test
  void addressesSayWhichServiceAndWhere() throws IOException {
    SampleKeyFile keys = SampleKeyFile.in(directory, "a:1");
    try (Keys opened = Keys.at(keys.address(), Duration.ZERO)) {
      assertThat(opened.wrap("a", DATA_KEY).keyId()).isEqualTo("a:1");
    }
    try (Keys unknown = Keys.at("vault://hospital/transit", Duration.ZERO)) {
      assertThatThrownBy(() -> unknown.wrap("a", DATA_KEY))
          .isInstanceOf(KeyServiceUnavailableException.class)
          .hasMessage(
              "there is no key service for addresses that begin with vault:, only for file:");
    }
    try (Keys missing = Keys.at("file:/nowhere/keys", Duration.ZERO)) {
      assertThatThrownBy(() -> missing.wrap("a", DATA_KEY))
          .isInstanceOf(KeyServiceUnavailableException.class)
          .hasMessageContaining("the key file /nowhere/keys cannot be read");
    }
  }
}
