package dev.vigil.topology.domain.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AgeBasis;
import dev.vigil.config.profile.ProfileLoader;
import dev.vigil.serdes.fhir.FhirResource;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The case table that clinicians extend. */
class CriticalLabCasesTest {
  private static final CriticalLabRules RULES = rules();

  private static CriticalLabRules rules() {
    try {
      return new CriticalLabRules(ProfileLoader.shipped("us-conventional"));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "critical-lab-cases.csv", numLinesToSkip = 1)
  void judgesAsTheTableSays(
      String what,
      @Nullable String loinc,
      @Nullable String value,
      @Nullable String unit,
      @Nullable String comparator,
      @Nullable String flag,
      @Nullable String status,
      @Nullable String birthDate,
      @Nullable String effective,
      Finding.Outcome outcome,
      @Nullable String direction,
      @Nullable Double limit,
      String reason)
      throws Exception {
    String json = ObservationJson.of(loinc, value, unit, comparator, flag, status, effective);

    LabJudgement judgement =
        RULES.judge(FhirResource.of(json.getBytes(StandardCharsets.UTF_8)), birthDate);

    assertThat(judgement.findings()).hasSize(1);
    Finding finding = judgement.findings().get(0);
    assertThat(finding.reason()).as(what).isEqualTo(reason);
    assertThat(finding.outcome()).isEqualTo(outcome);
    CriticalValue critical = finding.critical();
    assertThat(critical == null ? null : critical.direction().name()).isEqualTo(direction);
    assertThat(critical == null ? null : critical.limit()).isEqualTo(limit);
    if (critical != null && birthDate == null) {
      assertThat(critical.ageBasis()).isEqualTo(AgeBasis.ASSUMED_ADULT);
    }
  }
}
