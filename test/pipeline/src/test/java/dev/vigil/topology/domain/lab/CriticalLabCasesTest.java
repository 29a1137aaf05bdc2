package dev.vigil.topology.domain.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.vigil.config.profile.ProfileLoader;
import dev.vigil.serdes.fhir.FhirResource;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The case table that clinicians extend. Rules are made once for all rows, but not once for all
 * runs: mutants of what makes them would live on what was made before.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CriticalLabCasesTest {
  private final Map<String, CriticalLabRules> rules = new ConcurrentHashMap<>();

  /** One row: cells by column, empty ones left out. */
  record Case(Map<String, String> cells) {
    @Nullable String cell(String column) {
      return cells.get(column);
    }

    @Override
    public String toString() {
      return cells.getOrDefault("what", "a case without a name");
    }
  }

  static List<Case> cases() throws IOException {
    CsvMapper mapper = new CsvMapper();
    mapper.enable(CsvParser.Feature.ALLOW_COMMENTS);
    mapper.enable(CsvParser.Feature.SKIP_EMPTY_LINES);
    try (InputStream file =
            CriticalLabCasesTest.class.getResourceAsStream("critical-lab-cases.csv");
        MappingIterator<Map<String, String>> rows =
            mapper
                .readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(file)) {
      return rows.readAll().stream().map(CriticalLabCasesTest::filled).toList();
    }
  }

  private static Case filled(Map<String, String> row) {
    Map<String, String> cells = new HashMap<>(row);
    cells.values().removeIf(String::isEmpty);
    return new Case(cells);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void judgesAsTheTableSays(Case row) throws Exception {
    String event = row.cell("event");

    LabJudgement judgement =
        rules(row)
            .judge(
                FhirResource.of(ObservationJson.of(row.cells()).getBytes(StandardCharsets.UTF_8)),
                row.cell("birthDate"),
                event == null ? null : Instant.parse(event));

    assertThat(judgement.findings()).hasSize(1);
    Finding finding = judgement.findings().get(0);
    assertThat(finding.reason()).isEqualTo(row.cell("reason"));
    assertThat(finding.outcome().name()).isEqualTo(row.cell("outcome"));
    assertThat(judgement.resultStatus()).isEqualTo(row.cells().getOrDefault("status", "final"));
    CriticalValue critical = finding.critical();
    String limit = row.cell("limit");
    assertThat(critical == null ? null : critical.direction().name())
        .isEqualTo(row.cell("direction"));
    assertThat(critical == null ? null : critical.limit())
        .isEqualTo(limit == null ? null : Double.valueOf(limit));
    String remarks = row.cells().getOrDefault("remarks", "");
    String shown = row.cell("shown");
    if (critical == null) {
      assertThat(remarks).isEmpty();
      assertThat(shown).isNull();
      return;
    }
    assertThat(String.join(" ", critical.remarks())).isEqualTo(remarks);
    if (shown != null) {
      assertThat(shown(critical)).isEqualTo(shown);
    }
    String basis = row.cell("birthDate") == null ? "ASSUMED_ADULT" : row.cell("basis");
    if (basis != null) {
      assertThat(critical.ageBasis().name()).isEqualTo(basis);
    }
  }

  private static String shown(CriticalValue critical) {
    return Stream.of(critical.analyte(), critical.comparator(), critical.value(), critical.unit())
        .filter(part -> part != null && !part.isEmpty())
        .collect(Collectors.joining(" "));
  }

  /** A reason that no case shows is one that nobody has thought through. */
  @Test
  void everyReasonHasACase() throws Exception {
    Set<String> shown =
        Stream.concat(
                cases().stream().map(row -> row.cell("reason")),
                // Only a panel can have these: see CriticalLabRulesTest.
                // And only a series of results this one: see alert-cases/series.txt.
                Stream.of(LabReasons.COMPONENTS_MALFORMED, LabReasons.CHANGED_BEYOND_DELTA))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(shown).isEqualTo(constants(LabReasons.class));
  }

  @Test
  void everyRemarkHasACase() throws Exception {
    Set<String> shown =
        cases().stream()
            .map(row -> row.cell("remarks"))
            .filter(remarks -> remarks != null)
            .flatMap(remarks -> Stream.of(remarks.split(" ", -1)))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(shown).isEqualTo(constants(LabRemarks.class));
  }

  /** Low and high, inclusive and exclusive: each has a case on the limit and one just beyond. */
  @Test
  void everyKindOfLimitHasCasesOnItAndBeyond() throws Exception {
    Set<String> shown =
        cases().stream()
            .map(row -> row.cell("shows"))
            .filter(kind -> kind != null)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(shown)
        .containsExactly(
            "high-exclusive-beyond",
            "high-exclusive-on",
            "high-inclusive-inside",
            "high-inclusive-on",
            "low-exclusive-beyond",
            "low-exclusive-on",
            "low-inclusive-inside",
            "low-inclusive-on");
  }

  @Test
  void everyOutcomeHasACase() throws Exception {
    assertThat(cases().stream().map(row -> row.cell("outcome")).distinct())
        .containsExactlyInAnyOrder(
            Stream.of(Finding.Outcome.values()).map(Enum::name).toArray(String[]::new));
    assertThat(cases()).hasSizeGreaterThanOrEqualTo(300);
    assertThat(cases().stream().map(Case::toString)).doesNotHaveDuplicates();
  }

  private CriticalLabRules rules(Case row) {
    String profile = row.cells().getOrDefault("profile", "us-conventional");
    boolean significant = "yes".equals(row.cell("significant"));
    return rules.computeIfAbsent(
        profile + significant,
        key -> {
          try {
            return new CriticalLabRules(ProfileLoader.shipped(profile), significant);
          } catch (Exception e) {
            throw new IllegalStateException("profile " + profile, e);
          }
        });
  }

  private static Set<String> constants(Class<?> catalogue) throws IllegalAccessException {
    Set<String> codes = new TreeSet<>();
    for (Field field : catalogue.getDeclaredFields()) {
      if (field.getType() == String.class) {
        codes.add((String) field.get(null));
      }
    }
    return codes;
  }
}
