package dev.vigil.topology.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEAD =
      """
      # name: lab
      # version: 3
      # validated-by: Dr A. Example, 2026-01-15
      loinc,analyte,substance,specimen,unit_ucum,low_critical,low_op,high_critical,high_op,age_min,enabled,source
      """;
  private static final String POTASSIUM =
      "2823-3,Potassium,potassium,Ser/Plas,mmol/L,2.8,<,6.2,>,,yes,our lab\n";

  @TempDir Path directory;

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private static CommandRun run(String... arguments) {
    return CommandRun.of(Instant.EPOCH, arguments);
  }

  @Test
  void checkShowsWhatADirectorSigns() throws IOException {
    String lab = file("lab.csv", HEAD + POTASSIUM);

    CommandRun run = run("profile", "check", lab);

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith(lab + ": valid", "  name          lab", "  version       3")
        .contains(
            "  validated by  Dr A. Example, 2026-01-15",
            "  rules         1 of 1 analytes, 1 enabled",
            "      1  Potassium")
        .doesNotContain("  look at");
  }

  @ParameterizedTest
  @ValueSource(strings = {"us-conventional", "uk-si", "empty"})
  void checkAcceptsShippedNamesAndSaysThatNobodyValidatedThem(String name) {
    CommandRun run = run("profile", "check", name);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith(name + ": valid")
        .contains("  validated by  nobody")
        .anyMatch(line -> line.startsWith("    line 1: no laboratory validated it"));
  }

  @Test
  void checkNamesEveryFaultOfEveryFile() throws IOException {
    String good = file("good.csv", HEAD + POTASSIUM);
    String bad =
        file("bad.csv", HEAD + POTASSIUM.replace("2823-3", "2823-4").replace(",6.2,", ",2.2,"));

    CommandRun run = run("profile", "check", bad, good, directory.resolve("none").toString());

    assertThat(run.exitCode()).isEqualTo(8);
    assertThat(run.out())
        .startsWith(
            bad + ":5: '2823-4' is not a LOINC code: form or check digit is wrong",
            bad + ":5: limits in the wrong order: low 2.8, high 2.2",
            good + ": valid");
    assertThat(run.out().get(run.out().size() - 1))
        .contains("cannot be read (NoSuchFileException): name a file, or one of us-conventional");
  }

  @Test
  void checkTellsPrograms() throws IOException {
    String good = file("good.csv", HEAD + POTASSIUM.replace(",2.8,<,", ",,,"));
    String bad = file("bad.csv", HEAD + POTASSIUM.replace("2823-3", "2823-4"));

    CommandRun run = run("profile", "check", "--json", good, bad, directory.toString());

    assertThat(run.exitCode()).isEqualTo(8);
    assertThat(run.err()).isEmpty();
    JsonNode valid = JSON.readTree(run.out().get(0));
    assertThat(valid.path("valid").asBoolean()).isTrue();
    assertThat(valid.path("name").asText()).isEqualTo("lab");
    assertThat(valid.path("contentHash").asText()).matches("[0-9a-f]{12}");
    assertThat(valid.path("rulesByAnalyte").path("Potassium").asInt()).isEqualTo(1);
    assertThat(valid.path("remarks").path(0).path("reason").asText()).isEqualTo("NO_LOW_LIMIT");
    assertThat(valid.path("remarks").path(0).path("line").asInt()).isEqualTo(5);
    JsonNode refused = JSON.readTree(run.out().get(1));
    assertThat(refused.path("valid").asBoolean(true)).isFalse();
    assertThat(refused.path("faults").path(0).path("line").asInt()).isEqualTo(5);
    assertThat(JSON.readTree(run.out().get(2)).path("faults").path(0).path("message").asText())
        .contains("cannot be read");
  }

  @Test
  void diffShowsBeforeAndAfterByAnalyte() throws IOException {
    String before = file("before.csv", HEAD + POTASSIUM);
    String after =
        file(
            "after.csv",
            HEAD.replace("version: 3", "version: 4")
                + POTASSIUM.replace(",6.2,>,", ",6.5,>=,")
                + "718-7,Haemoglobin,haemoglobin,Bld,g/L,70,<=,,,P7D,yes,our lab\n");

    CommandRun run = run("profile", "diff", before, after);

    assertThat(run.exitCode()).isEqualTo(12);
    assertThat(run.out().subList(2, run.out().size()))
        .containsExactly(
            "version: 3 -> 4",
            "Haemoglobin",
            "  added    718-7, Bld, from P7D: <= 70 g/L",
            "Potassium",
            "  changed  2823-3, Ser/Plas, all ages",
            "    high: > 6.2 mmol/L -> >= 6.5 mmol/L",
            "rules: 1 changed, 1 added, 0 removed; not the same in effect");
  }

  @Test
  void diffEndsWithZeroIfOnlyWordsChange() throws IOException {
    String before = file("before.csv", HEAD + POTASSIUM);
    String after =
        file(
            "after.csv",
            HEAD + POTASSIUM.replace("our lab", "our lab 2026").replace("mmol/L", "meq/L"));

    CommandRun run = run("profile", "diff", before, after);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains(
            "    high: > 6.2 mmol/L -> > 6.2 meq/L (same limit in another unit)",
            "    source: our lab -> our lab 2026",
            "rules: 1 changed, 0 added, 0 removed; the same in effect");
  }

  @Test
  void diffTellsPrograms() throws IOException {
    String before = file("before.csv", HEAD + POTASSIUM);
    String after = file("after.csv", HEAD + POTASSIUM.replace("2.8", "2.5"));

    CommandRun run = run("profile", "diff", "--json", before, after);

    assertThat(run.exitCode()).isEqualTo(12);
    JsonNode change = JSON.readTree(run.out().get(0));
    assertThat(change.path("change").asText()).isEqualTo("changed");
    assertThat(change.path("loinc").asText()).isEqualTo("2823-3");
    assertThat(change.path("cells").path(0).path("before").asText()).isEqualTo("< 2.8 mmol/L");
    assertThat(change.path("cells").path(0).path("after").asText()).isEqualTo("< 2.5 mmol/L");
    JsonNode heads = JSON.readTree(run.out().get(1));
    assertThat(heads.path("sameInEffect").asBoolean(true)).isFalse();
    assertThat(heads.path("before").path("version").asText()).isEqualTo("3");
  }

  @Test
  void diffRefusesAnInvalidProfile() throws IOException {
    String bad = file("bad.csv", HEAD + POTASSIUM.replace("2823-3", "2823-4"));

    CommandRun run = run("profile", "diff", "us-conventional", bad);

    assertThat(run.exitCode()).isEqualTo(8);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).singleElement().asString().startsWith("vigil: " + bad + ":5: ");
  }

  @Test
  void aHostileNameDoesNotCommandTheTerminal() throws IOException {
    String bad = file("bad.csv", HEAD + POTASSIUM.replace("Potassium", "K\u001b[2J"));

    CommandRun run = run("profile", "check", bad);

    assertThat(run.out()).singleElement().asString().contains("not seen: 'K?[2J'");
  }
}
