package dev.vigil.topology.domain.consent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

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
          "custodians",
          "overflow",
          "expect");

  @TestFactory
  Stream<DynamicTest> cases() throws IOException, URISyntaxException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files()) {
      for (JsonNode json : MAPPER.readTree(file.toFile())) {
        ConsentCase one = new ConsentCase(json.path("name").asText(), json);
        String name = file.getFileName() + ": " + one.name();
        tests.add(DynamicTest.dynamicTest(name, () -> run(one)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(40);
    return tests.stream();
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

  private static void run(ConsentCase one) {
    Set<String> unknown = new HashSet<>();
    one.json().fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(MEMBERS);
    assertThat(unknown).isEmpty();

    ConsentDecision decision;
    try {
      decision = one.decide();
    } catch (IOException notJson) {
      throw new UncheckedIOException(notJson);
    }
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
    assertThat(is).as("%s", one.name()).isEqualTo(should);
  }

  private static String text(@Nullable String text) {
    return text == null ? "-" : text;
  }
}
