package dev.vigil.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vigil.serdes.encryption.KeyServiceUnavailableException;
import dev.vigil.serdes.encryption.Keys;
import java.time.Duration;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

/** What an operator is told when keys cannot be had while records are processed. */
class KeyServiceFailureTest {
  @Test
  void stopsWithItsOwnExitCodeAndSaysWhatToDo() {
    KeyServiceUnavailableException away;
    try (Keys keys = Keys.at("file:/nowhere/keys", Duration.ZERO)) {
      away =
          catchThrowableOfType(
              KeyServiceUnavailableException.class, () -> keys.mac("ids:1", new byte[1]));
    }

    VigilException told = StreamFailure.explain(new StreamsException(away));

    assertThat(told.exitCode().code()).isEqualTo(16);
    assertThat(told.lines())
        .containsExactly(
            "Stopped: the key file /nowhere/keys cannot be read, asked for PT0S. Nothing was skipped,"
                + " nothing was written in plain text; start again when vigil.encryption.service"
                + " gives the key");
  }
}
