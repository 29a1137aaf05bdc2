package dev.vigil.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.vigil.config.profile.ProfileException;
import dev.vigil.examples.FhirExamples;
import dev.vigil.examples.FhirExamples.Example;
import dev.vigil.reference.ReferenceEvaluator.Answer;
import dev.vigil.reference.ReferenceProfile.Row;
import dev.vigil.reference.Variations.Variation;
import dev.vigil.support.sample.SampleResources;
import dev.vigil.topology.domain.lab.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Production and an independent, simple evaluator agree. */
class ReferenceTest {
  private static final String PROFILE = "us-conventional";
  private static final String TABLE = "/fhir-examples/observations.csv";

  /** Every Observation of FHIR's examples, as the table says. */
  @Test
  void theExamplesOfFhirAreJudgedAsTheTableSays() throws IOException, ProfileException {
    Judges judges = new Judges(PROFILE);
    List<String> rows = new ArrayList<>();
    int observations = 0;
    for (Example example : FhirExamples.under("json/spec/observation")) {
      JsonNode json =
          example.json().contains("\"Observation\"") ? Judges.parse(example.json()) : null;
      if (json == null || !json.path("resourceType").asText().equals("Observation")) {
        continue;
      }
      observations++;
      List<Answer> agreed = judges.agreed(json, null);
      List<Finding> findings = judges.production(json, null);
      for (int i = 0; i < agreed.size(); i++) {
        Finding finding = findings.get(i);
        rows.add(
            "%s|%s|%s|%s|%s"
                .formatted(
                    example.name().replaceFirst("json/spec/", ""),
                    finding.component() == null ? "" : finding.component(),
                    agreed.get(i).outcome(),
                    agreed.get(i).direction() == null ? "" : agreed.get(i).direction(),
                    finding.reason()));
      }
    }
    assertThat(observations).isEqualTo(64);
    assertThat(rows).containsExactlyInAnyOrderElementsOf(table());
  }

  @ParameterizedTest
  @CsvSource({"us-conventional, 20000", "uk-si, 3000"})
  void theSampleIsJudgedAlike(String profile, int resources) throws IOException, ProfileException {
    try (Stream<String> lines = SampleResources.lines()) {
      Map<String, Integer> outcomes = compare(profile, lines.limit(resources));
      assertThat(outcomes)
          .as("every kind of outcome is among them")
          .containsOnlyKeys(
              "CRITICAL FLAGGED",
              "CRITICAL HIGH",
              "CRITICAL LOW",
              "IGNORED",
              "NORMAL",
              "NOT_COVERED",
              "REVIEW")
          .allSatisfy((outcome, count) -> assertThat(count).isGreaterThan(10));
    }
  }

  @Test
  void theReferenceSharesNoCodeWithProduction() {
    ArchRuleDefinition.classes()
        .that()
        .haveSimpleNameStartingWith("Reference")
        .and()
        .haveSimpleNameNotEndingWith("Test")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.vigil.reference", "java..", "com.fasterxml.jackson..", "org.jspecify..")
        .check(new ClassFileImporter().importUrl(ReferenceTest.class.getResource(".")));
  }

  /** Every result as it is, and as a result of each rule in turn; returns how often what came. */
  static Map<String, Integer> compare(String profile, Stream<String> resources)
      throws IOException, ProfileException {
    Judges judges = new Judges(profile);
    List<Row> rules = ReferenceProfile.read(profile).stream().filter(Row::enabled).toList();
    int next = 0;
    Variations variations = new Variations();
    Map<String, String> birthDates = new HashMap<>();
    Map<String, Integer> outcomes = new TreeMap<>();
    for (String line : (Iterable<String>) resources::iterator) {
      JsonNode resource = Judges.parse(line);
      if (resource.path("resourceType").asText().equals("Patient")) {
        birthDates.put(
            "Patient/" + resource.path("id").asText(), resource.path("birthDate").asText());
        continue;
      }
      String birthDate = birthDates.get(resource.at("/subject/reference").asText());
      count(judges.agreed(resource, birthDate), outcomes);
      Variation variation = variations.of(resource, rules.get(next++ % rules.size()));
      count(judges.agreed(variation.observation(), variation.birthDate()), outcomes);
    }
    return outcomes;
  }

  private static void count(List<Answer> answers, Map<String, Integer> outcomes) {
    for (Answer answer : answers) {
      String direction = answer.direction();
      String outcome = answer.outcome() + (direction == null ? "" : " " + direction);
      outcomes.merge(outcome, 1, Integer::sum);
    }
  }

  /** Its columns; what a person reads of the example is left out. */
  private static List<String> table() throws IOException {
    try (InputStream in = ReferenceTest.class.getResourceAsStream(TABLE)) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.startsWith("example|"))
          .map(line -> line.replaceFirst("^([^|]*\\|[^|]*)\\|[^|]*\\|", "$1|"))
          .toList();
    }
  }
}
