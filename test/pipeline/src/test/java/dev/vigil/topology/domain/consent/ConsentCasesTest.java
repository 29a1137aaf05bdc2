package dev.vigil.topology.domain.consent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every case of resources/consent-cases. */
class ConsentCasesTest {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().configure(JsonParser.Feature.ALLOW_COMMENTS, true);

  /** A misspelled question must not pass as another one. */
  private static final Set<String> MEMBERS =
      Set.of(
          "name",
          "consents",
          "purpose",
          "recipient",
          "withoutConsent",
          "combine",
          "categoryOrder",
          "at",
          "resource",
          "onlyType",
          "custodian",
          "overflow",
          "interpretation",
          "whenIndeterminate",
          "expect");

  /** All cases of a file, so that one failure does not hide others. */
  @ParameterizedTest
  @MethodSource("files")
  void cases(Path file) throws IOException {
    SoftAssertions softly = new SoftAssertions();
    int cases = 0;
    for (JsonNode json : MAPPER.readTree(file.toFile())) {
      check(new ConsentCase(json.path("name").asText(), json), softly);
      cases++;
    }
    assertThat(cases).isPositive();
    softly.assertAll();
  }

  private static List<Path> files() throws IOException, URISyntaxException {
    var folder = ConsentCasesTest.class.getResource("/consent-cases");
    if (folder == null) {
      throw new IOException("no folder consent-cases");
    }
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static void check(ConsentCase one, SoftAssertions softly) throws IOException {
    Set<String> unknown = new HashSet<>();
    one.json().fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(MEMBERS);
    softly.assertThat(unknown).as("%s", one.name()).isEmpty();

    Explanation explanation = one.explain();
    ConsentDecision decision = explanation.decision();
    JsonNode expect = one.json().path("expect");
    String is =
        String.join(
            " ",
            decision.decision().name(),
            text(decision.consentId()),
            text(decision.provision()),
            decision.rule());
    String should =
        String.join(
            " ",
            expect.path("decision").asText(),
            text(expect.path("consent").textValue()),
            text(expect.path("provision").textValue()),
            expect.path("rule").asText());
    softly
        .assertThat(one.contradictory())
        .as("%s: contradictory", one.name())
        .isEqualTo(expect.path("contradictory").asInt(0));
    softly.assertThat(is).as("%s", one.name()).isEqualTo(should);
    if (expect.has("withheld")) {
      List<String> withheld = new ArrayList<>();
      expect.get("withheld").forEach(text -> withheld.add(text.asText()));
      softly
          .assertThat(explanation.withheld())
          .as("%s", one.name())
          .extracting(ConsentCasesTest::text)
          .isEqualTo(withheld);
    }
    softly.assertThat(explanation.reason()).as("%s", one.name()).isNotBlank();
  }

  private static String text(Obligation obligation) {
    return "%s %s: %s%s"
        .formatted(
            text(obligation.consentId()),
            text(obligation.provision()),
            obligation.criteria().isEmpty()
                ? "everything"
                : String.join(" and ", obligation.criteria()),
            obligation.except().isEmpty()
                ? ""
                : " except " + String.join(", ", obligation.except()));
  }

  private static String text(@Nullable String text) {
    return text == null ? "-" : text;
  }
}
