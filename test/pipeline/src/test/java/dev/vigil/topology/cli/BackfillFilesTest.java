package dev.vigil.topology.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code vigil backfill} says of files, before it sends anything. */
class BackfillFilesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static final String RESULT =
      """
      {"resourceType":"Observation","id":"%s","meta":{"versionId":"2","lastUpdated":\
      "2026-02-01T00:00:00Z"},"status":"final","subject":{"reference":"Patient/Jane-Doe"}}""";

  private static final String FLAT =
      """
      {"eventId":"e1","eventType":"observation.created","resourceType":"Observation",\
      "resourceId":"o1","patientId":"Jane-Doe","source":"lab","resource":%s}"""
          .formatted(RESULT.formatted("o1"));

  private static final String CLOUD =
      """
      {"specversion":"1.0","id":"e2","source":"lab","type":"observation.created",\
      "subject":"Observation/o2","data":%s}"""
          .formatted(RESULT.formatted("o2"));

  @TempDir Path files;

  private CommandRun backfill(String content, String... options) throws IOException {
    Path file = files.resolve("data.json");
    Files.write(file, content.getBytes(UTF_8));
    return CommandRun.of(
        NOW,
        Stream.concat(Stream.of("backfill", file.toString()), Arrays.stream(options))
            .toArray(String[]::new));
  }

  private static String sum(CommandRun run) {
    return String.join("\n", run.out());
  }

  @Test
  void linesOfResourcesAreCountedByType() throws IOException {
    CommandRun run =
        backfill(RESULT.formatted("o1") + "\n" + RESULT.formatted("o2") + "\n", "--source", "his");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().get(0)).isEqualTo("Change events to send: 2");
    assertThat(run.out().get(1)).contains("Observation").endsWith(" 2");
    assertThat(run.out()).last().isEqualTo("Nothing was sent. To send it: --send");
  }

  @Test
  void changeEventsSayTheirOwnSource() throws IOException {
    for (String content :
        new String[] {FLAT + "\n" + CLOUD, "[" + FLAT + "," + CLOUD + "]", CLOUD + "\n" + FLAT}) {
      CommandRun run = backfill(content);
      assertThat(run.exitCode()).as(sum(run)).isZero();
      assertThat(run.out().get(0)).isEqualTo("Change events to send: 2");
    }
  }

  @Test
  void whatCannotBeSentIsNamedWithItsPlaceAndNothingOfItsContent() throws IOException {
    CommandRun run =
        backfill(
            String.join(
                "\n",
                RESULT.formatted("o1"),
                "{\"resourceType\":\"Organization\",\"id\":\"g1\",\"meta\":{\"versionId\":\"1\"}}",
                RESULT.formatted("o2").replace("\"versionId\":\"2\",\"lastUpdated\"", "\"x\""),
                RESULT.formatted("o3").replace("\"id\":\"o3\",", ""),
                "{\"resourceType\":\"Observation\",\"name\":\"Jane-Doe\"",
                FLAT.replace("\"patientId\":\"Jane-Doe\"", "\"patientId\":\"John\""),
                "{\"eventType\":\"consent.cleared\",\"resourceType\":\"Consent\",\"resourceId\":"
                    + "\"c1\",\"versionId\":\"1\",\"patientId\":\"Jane-Doe\",\"eventId\":\"e\"}",
                "{\"no\":\"type\"}"),
            "--source",
            "his");

    assertThat(run.exitCode()).isEqualTo(12);
    assertThat(run.out())
        .filteredOn(line -> line.contains("left out"))
        .extracting(line -> line.replaceAll("^.*data.json", "").replaceAll("(-[a-z-]+).*", "$1"))
        .containsExactly(
            ":2: left out, Organization: no-patient",
            ":3: left out, Observation: no-version",
            ":4: left out, Observation: no-id",
            ":5: left out, Observation: malformed-json",
            ":6: left out, change event: wrong-patient",
            ":7: left out, change event: unknown-event-type",
            ":8: left out: malformed-resource");
    assertThat(run.out()).contains("Left out: 7");
    assertThat(sum(run)).doesNotContain("Jane-Doe", "John");
  }

  @Test
  void aHistoryBringsDeletionsOfPatientsThatItNames() throws IOException {
    CommandRun run =
        backfill(
            """
            {"resourceType":"Bundle","type":"history","entry":[
             {"request":{"method":"DELETE","url":"Observation/o1/_history/3"},
              "response":{"status":"204","lastModified":"2026-02-02T00:00:00Z"}},
             {"resource":%s,"request":{"method":"PUT","url":"Observation/o1"}},
             {"request":{"method":"DELETE","url":"Patient/Jane-Doe"},"response":{"etag":"W/\\"4\\""}},
             {"request":{"method":"DELETE","url":"Observation/o9/_history/2"}},
             {"request":{"method":"DELETE","url":"Patient/Jane-Doe"}},
             {"request":{"method":"DELETE","url":"Observation?code=1"}}]}"""
                .formatted(RESULT.formatted("o1")),
            "--source",
            "his");

    assertThat(run.exitCode()).isEqualTo(12);
    assertThat(run.out())
        .filteredOn(line -> line.contains("left out"))
        .extracting(line -> line.replaceAll("^.*data.json", "").replaceAll("(-[a-z-]+): .*", "$1"))
        .containsExactly(
            ": entry[3]: left out, deletion: deletion-of-unknown-patient",
            ": entry[4]: left out, deletion: no-version",
            ": entry[5]: left out, deletion: deletion-of-unknown-patient");
    assertThat(run.out()).contains("Change events to send: 3");
  }

  @Test
  void resourcesWithoutASourceAreLeftOut() throws IOException {
    CommandRun run = backfill(RESULT.formatted("o1"));
    assertThat(run.exitCode()).isEqualTo(12);
    assertThat(run.out().get(0)).contains("source-missing").contains("--source NAME");
  }

  @Test
  void programsReadLines() throws IOException {
    CommandRun run = backfill(RESULT.formatted("o1") + "\n{", "--source", "his", "--json");
    assertThat(run.out())
        .last()
        .isEqualTo(
            "{\"changeEvents\":1,\"types\":{\"Observation\":1},\"leftOut\":1,"
                + "\"problems\":{\"malformed-json\":1}}");
  }

  @Test
  void standardInputCannotAlsoAnswer() {
    CommandRun run =
        CommandRun.of(RESULT.formatted("o1"), NOW, "backfill", "-", "--source", "his", "--send");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).singleElement().asString().contains("--yes");

    CommandRun dry = CommandRun.of(RESULT.formatted("o1"), NOW, "backfill", "-", "--source", "his");
    assertThat(dry.exitCode()).isZero();
  }

  @Test
  void reprocessRefusesWhatItDoesNotKnow() {
    String[][] wrong = {
      {"--run", "r", "--outputs", "reserach"},
      {"--run", "r s", "--outputs", "alerts"},
      {"--run", "r", "--outputs", "alerts", "--topic", "clinical.acks"},
      {"--run", "r", "--outputs", "alerts", "--from", "yesterday"},
      {"--run", "r", "--outputs", "alerts", "--offsets", "0:9-3"},
      {"--run", "r", "--outputs", "alerts", "--offsets", "0:1-3", "--from", "2026-01-01"},
      {"--run", "r", "--outputs", "alerts", "--tenant", "t"},
    };
    for (String[] options : wrong) {
      CommandRun run =
          CommandRun.of(
              NOW,
              Stream.concat(
                      Stream.of(
                          "reprocess",
                          "--set",
                          "kafka.bootstrap.servers=nowhere:0",
                          "--set",
                          "registry.url=http://nowhere"),
                      Arrays.stream(options))
                  .toArray(String[]::new));
      assertThat(run.exitCode()).as(String.join(" ", options)).isEqualTo(2);
      assertThat(run.err()).hasSize(1);
    }
  }
}
