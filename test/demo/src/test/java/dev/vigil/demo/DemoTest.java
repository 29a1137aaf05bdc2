package dev.vigil.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.support.CapturedStreams;
import dev.vigil.topology.cli.Vigil;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The command as a newcomer runs it, with a part of the sample. */
class DemoTest {
  @Test
  @Timeout(120)
  void provesWhatItPromises() throws IOException {
    int exitCode;
    List<String> lines;
    try (CapturedStreams streams = new CapturedStreams()) {
      exitCode =
          Vigil.execute("demo", "--exit-when-done", "--json", "--seed", "7", "--events", "1000");
      lines = streams.out().lines().toList();
    }

    assertThat(lines).hasSize(1);
    JsonNode result = new ObjectMapper().readTree(lines.get(0));
    assertThat(result.path("balanced").asBoolean()).as(lines.get(0)).isTrue();
    assertThat(result.path("asExpected").asBoolean()).as(lines.get(0)).isTrue();
    assertThat(exitCode).isZero();
    // The same with every run of this seed: the script's answers and the sample's.
    assertThat(result.path("in").asLong()).isEqualTo(1000);
    assertThat(result.path("auditRecords").asLong()).isEqualTo(1000);
    assertThat(result.path("permitted").asLong()).isEqualTo(850);
    assertThat(result.path("denied").asLong()).isEqualTo(125);
    assertThat(result.path("duplicates").asLong()).isEqualTo(7);
    assertThat(result.path("deadLetters").asLong()).isEqualTo(18);
    assertThat(result.path("alertsRaised").asLong()).isEqualTo(33);
    assertThat(result.path("alertsUpdated").asLong()).isEqualTo(2);
    assertThat(result.path("alertsRetracted").asLong()).isEqualTo(6);
  }
}
