package dev.vigil.topology.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.support.CapturedStreams;
import dev.vigil.topology.runtime.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator types and sees, without a cluster. */
class VigilTest {
  private final CapturedStreams streams = new CapturedStreams();

  @TempDir Path directory;

  @AfterEach
  void stopListening() {
    streams.close();
  }

  @Test
  void helpNamesTheCommands() {
    assertThat(Vigil.execute("--help")).isZero();
    assertThat(streams.out()).contains("run", "topics", "consents", "config", "topology");
  }

  @Test
  void helpOfRunExplainsEveryExitCode() {
    assertThat(Vigil.execute("run", "--help")).isZero();
    for (ExitCode code : ExitCode.values()) {
      assertThat(streams.out())
          .containsPattern("\\b" + code.code() + " +" + code.meaning().substring(0, 10));
    }
  }

  @Test
  void aWrongCommandLineIsExitCodeTwo() {
    assertThat(Vigil.execute("rum")).isEqualTo(ExitCode.USAGE.code());
    assertThat(streams.err()).contains("rum");
  }

  @Test
  void theTopologyIsPrintedAsTextAndAsDrawing() {
    assertThat(Vigil.execute("topology")).isZero();
    assertThat(streams.out()).contains("Processor: consent-decisions");
    streams.reset();
    assertThat(Vigil.execute("topology", "--mermaid")).isZero();
    assertThat(streams.out())
        .startsWith("flowchart TD")
        .contains("order --> patient_facts")
        .contains("emit_alerts --> topic_clinical_alerts{{clinical.alerts}}");
  }

  @Test
  void settingsTellWhereTheyComeFromAndSecretsAreHidden() throws IOException {
    Path file = directory.resolve("vigil.properties");
    Files.writeString(file, "vigil.threads=3\nkafka.ssl.key.password=hush\n");

    assertThat(Vigil.execute("config", "-c", file.toString(), "--set", "vigil.tenants=true"))
        .isZero();
    assertThat(streams.out())
        .contains("vigil.threads = 3")
        .contains("vigil.tenants = true")
        .contains(file + ":1")
        .contains("kafka.ssl.key.password = ******")
        .doesNotContain("hush");
  }

  @Test
  void everyProblemOfTheSettingsIsOneLine() {
    assertThat(
            Vigil.execute(
                "config", "--set", "vigil.thread=3", "--set", "vigil.commit-interval=fast"))
        .isEqualTo(ExitCode.CONFIGURATION.code());
    assertThat(streams.err().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("vigil: --set: "));
  }

  @Test
  void aSettingThatKafkaRefusesIsASettingNotADefect() {
    assertThat(Vigil.execute("topology", "--set", "kafka.replication.factor=many"))
        .isEqualTo(ExitCode.CONFIGURATION.code());
    assertThat(streams.err())
        .startsWith("vigil: kafka.*: Invalid value many for configuration replication.factor");
  }

  @Test
  void theReadmeExplainsEveryExitCode() throws IOException {
    // Maven runs the tests in the module's directory.
    String readme = Files.readString(Path.of("../../README.md"));
    for (ExitCode code : ExitCode.values()) {
      assertThat(readme).contains("\n| " + code.code() + " | ");
    }
  }

  @Test
  void anOutputOfNoKnownPurposeIsRefused() {
    assertThat(Vigil.execute("topology", "--set", "vigil.outputs.research.purpose=HRESEARCH"))
        .isEqualTo(ExitCode.CONFIGURATION.code());
    assertThat(streams.err()).contains("output research, HRESEARCH, is no purpose");
  }

  @Test
  void anOutputCannotTakeTheNameOfTheAlertOutput() {
    assertThat(Vigil.execute("topology", "--set", "vigil.outputs.alerts.purpose=TREAT"))
        .isEqualTo(ExitCode.CONFIGURATION.code());
    assertThat(streams.err()).contains("'alerts' is the name of the alert output");
  }

  @ParameterizedTest
  @CsvSource({"'', ", "?, ", "ida, ' '"})
  void nothingIsClearedByNobody(String login, @Nullable String by) {
    List<String> clear =
        new ArrayList<>(
            List.of(
                "consents",
                "clear",
                "--patient",
                "p1",
                "--set",
                "kafka.bootstrap.servers=localhost:1",
                "--set",
                "vigil.startup-timeout=PT1S"));
    if (by != null) {
      clear.addAll(List.of("--by", by));
    }
    String before = System.setProperty("user.name", login);
    try {
      assertThat(Vigil.execute(clear.toArray(String[]::new))).isEqualTo(ExitCode.USAGE.code());
    } finally {
      System.setProperty("user.name", before);
    }
    assertThat(streams.err().lines()).singleElement().asString().contains("--by NAME");
  }

  @Test
  void theCatalogueFollowsThePrefix() {
    assertThat(Vigil.execute("topics", "print", "--json", "--set", "vigil.topics.prefix=ward."))
        .isZero();
    assertThat(streams.out().lines())
        .anySatisfy(line -> assertThat(line).contains("\"name\":\"ward.clinical.alerts\""))
        .anySatisfy(line -> assertThat(line).contains("vigil-patient-state-changelog"));
  }
}
