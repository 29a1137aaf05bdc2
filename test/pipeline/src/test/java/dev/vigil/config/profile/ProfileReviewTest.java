package dev.vigil.config.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileReviewTest {
  private static final String HEAD =
      """
      # name: lab
      # version: 1
      # validated-by: Dr A. Example, 2026-01-15
      loinc,analyte,substance,specimen,unit_ucum,low_critical,low_op,high_critical,high_op,age_min,age_max,enabled,source
      """;

  private static String remarks(String text) throws ProfileException {
    return ProfileReview.of(ProfileLoader.parse("lab.csv", text.getBytes(StandardCharsets.UTF_8)))
        .stream()
        .map(remark -> remark.line() + " " + remark.reason() + " " + remark.message())
        .collect(Collectors.joining("; "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2823-3,K,potassium,Ser,mmol/L,2.8,<,6.2,>,,,yes,s | ''
          2823-3,K,potassium,Ser,mmol/L,2.8,<,6.2,>,,,no,s  | 5 DISABLED 2823-3 K: disabled, judges nothing
          2823-3,K,potassium,Ser,mmol/L,,,6.2,>,,,yes,s     | 5 NO_LOW_LIMIT 2823-3 K: no low limit
          2823-3,K,potassium,Ser,mmol/L,2.8,<,,,,,yes,s     | 5 NO_HIGH_LIMIT 2823-3 K: no high limit
          2823-3,K,potassium,,mmol/L,2.8,<,6.2,>,,,yes,s    | 5 ANY_SPECIMEN 2823-3 K: specimen '' names no LOINC system: judges any specimen
          2823-3,K,potassium,Ser,mmol/L,2.8,<,6.2,>,P6M,,yes,s | 5 NO_RULE_FROM_BIRTH 2823-3 K: no rule for patients younger than P6M
          2823-3,K,potassium,Ser,mmol/L,2.8,<,6.2,>,,P16Y,yes,s | 5 NO_ADULT_RULE 2823-3 K: no rule for patients of P16Y and older
          2823-3,K,potassium,Ser,mmol/L,2.8,<,6.2,>,P1Y,,yes,s\\n2823-3,K,,Ser,mmol/L,2.8,<,6.2,>,,P6M,yes,s | 5 AGE_GAP 2823-3 K: no rule from P6M to P1Y
          2823-3,K,potassium,Ser,mmol/L,2.8,<,6.2,>,P6M,,yes,s\\n2823-3,K,,Ser,mmol/L,2.8,<,6.2,>,,P6M,yes,s | ''
          2823-3,K,potassium,Ser,mmol/L,2.8,<,6.2,>,,,yes,s\\n75940-7,K,potassium,Ser,mg/dL,10.9,<,24.2,>,,,yes,s | ''
          2823-3,K,potassium,Ser,mmol/L,2.8,<,6.2,>,,,yes,s\\n75940-7,K,potassium,Bld,mg/dL,10.9,<,26,>,,,yes,s | ''
          2823-3,K,potassium,Ser,mmol/L,2.8,<,6.2,>,,,yes,s\\n75940-7,K,potassium,Ser,mg/dL,10.9,<,26,>,,,yes,s | 6 LIMITS_DISAGREE 75940-7 K: < 10.9 or > 26 mg/dL, but 2823-3 on line 5: < 2.8 or > 6.2 mmol/L
          """)
  void namesWhatADirectorShouldLookAt(String rows, String remarks) throws Exception {
    assertThat(remarks(HEAD + rows.translateEscapes() + "\n")).isEqualTo(remarks);
  }

  @Test
  void saysThatNobodyValidatedIt() throws Exception {
    assertThat(remarks(HEAD.replaceFirst("# validated-by.*\n", "")))
        .startsWith("1 NOT_VALIDATED no laboratory validated it");
  }
}
