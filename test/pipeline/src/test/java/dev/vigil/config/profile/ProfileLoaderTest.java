package dev.vigil.config.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vigil.config.units.Substance;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Period;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileLoaderTest {
  private static final String HEAD = "# name: test\n# version: 7\n";
  private static final String COLUMNS =
      "loinc,analyte,substance,specimen,unit_ucum,low_critical,low_op,high_critical,high_op,"
          + "age_min,age_max,enabled,source,note\n";
  private static final String ADULT =
      "2823-3,Potassium,potassium,Ser/Plas,mmol/L,2.8,<,6.2,>,P6M,,yes,our lab,\n";

  private static CriticalValueProfile parse(String content) throws ProfileException {
    return ProfileLoader.parse("lab.csv", content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsARow() throws Exception {
    CriticalValueProfile profile = parse(HEAD + COLUMNS + ADULT);

    assertThat(profile.name()).isEqualTo("test");
    assertThat(profile.version()).isEqualTo("7");
    assertThat(profile.rules())
        .containsExactly(
            new CriticalValueRule(
                "2823-3/P6M-",
                "2823-3",
                "Potassium",
                Substance.POTASSIUM,
                "Ser/Plas",
                "mmol/L",
                new Limit(new BigDecimal("2.8"), false),
                new Limit(new BigDecimal("6.2"), false),
                Period.ofMonths(6),
                null,
                null,
                null,
                null,
                true,
                "our lab",
                "",
                4));
  }

  @Test
  void hashesTheFileAsSha256sumDoes() throws Exception {
    CriticalValueProfile profile = parse(HEAD + COLUMNS);

    // printf '# name: …' | sha256sum
    assertThat(profile.contentHash()).isEqualTo("e0a43a3b63a8");
    assertThat(profile.versionAndHash()).isEqualTo("7+e0a43a3b63a8");
    assertThat(parse(HEAD + COLUMNS + "\n").contentHash()).isNotEqualTo("e0a43a3b63a8");
  }

  @Test
  void readsWhatASpreadsheetMadeOfIt() throws Exception {
    String saved =
        """
        \uFEFF# name: test,,,,
        # version: 7,,,,
        ,,,,
        loinc,analyte,unit_ucum,high_critical,high_op,source,note
        2075-0,Chloride,mmol/L,121,>=,HM,"one, two"
        """
            .replace("\n", "\r\n");

    CriticalValueProfile profile = parse(saved);

    assertThat(profile.name()).isEqualTo("test");
    assertThat(profile.rules()).hasSize(1);
    assertThat(profile.rules().get(0).id()).isEqualTo("2075-0");
    assertThat(profile.rules().get(0).note()).isEqualTo("one, two");
    assertThat(profile.rules().get(0).line()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2823-4,K,,,mmol/L,2.8,<,,,,,,s,            | not a LOINC code
          28233,K,,,mmol/L,2.8,<,,,,,,s,             | not a LOINC code
          ,K,,,mmol/L,2.8,<,,,,,,s,                  | no loinc
          2075-0,,,,mmol/L,2.8,<,,,,,,s,             | no analyte
          2075-0,Cl,,,,2.8,<,,,,,,s,                 | no unit_ucum
          2075-0,Cl,,,mmol/L,2.8,<,,,,,,,            | no source
          2075-0,Cl,,,mmol/L,,,,,,,,s,               | neither a low nor a high limit
          2075-0,Cl,,,mmol/L,121,<,75,>,,,,s,        | limits in the wrong order
          2075-0,Cl,,,mmol/L,75,<,75,>,,,,s,         | limits in the wrong order
          2075-0,Cl,,,mmol/L,75,>,,,,,,s,            | low_op is '>'
          2075-0,Cl,,,mmol/L,,,75,=,,,,s,            | high_op is '='
          2075-0,Cl,,,mmol/L,75,,,,,,,s,             | low_op is ''
          2075-0,Cl,,,mmol/L,,<,9,>,,,,s,            | low_op without low_critical
          2075-0,Cl,,,mmol/L,1e9,<,,,,,,s,           | not a plain number
          2075-0,Cl,,,mmol/L,"2,8",<,,,,,,s,         | not a plain number
          2075-0,Cl,,,mmol/L,75,<,,,six months,,,s,  | age_min is 'six months'
          2075-0,Cl,,,mmol/L,75,<,,,P-1D,,,s,        | age_min is 'P-1D'
          2075-0,Cl,,,mmol/L,75,<,,,P6M,P6M,,s,      | age_max is not after age_min
          2075-0,Cl,,,mmol/L,75,<,,,P1M,P28D,,s,     | age_max is not after age_min
          2075-0,Cl,salt,,mmol/L,75,<,,,,,,s,        | unknown substance 'salt'
          2075-0,Cl,,,mmol/L,75,<,,,,,maybe,s,       | enabled is 'maybe'
          2075-0,Cl,,,mmol/L,75,<,,,,,yes,s,n,more   | more cells than columns
          2075-0,Cl,,,mmol/L,75,<,,,,,yes,s,"open    | check the double quotes
          2823-3,K,,,mmol/L,2.8,<,,,P6M,,,s,         | already on line 4
          2823-3,K,,,mmol/L,2.8,<,,,P0D,P7M,,s,      | overlaps the one on line 4
          2823-3,K,,,mmol/L,2.8,<,,,P0D,P182D,,s,    | overlaps the one on line 4
          """)
  void refusesARowWithItsLine(String row, String message) {
    ProfileException refused =
        catchThrowableOfType(
            ProfileException.class, () -> parse(HEAD + COLUMNS + ADULT + row + "\n"));

    assertThat(refused).isNotNull();
    assertThat(refused.getMessage()).contains("lab.csv:5: ").contains(message);
    assertThat(refused.faults()).first().extracting("line").isEqualTo(5);
  }

  @Test
  void acceptsBandsThatMeet() throws Exception {
    String infants = "2823-3,K,,,mmol/L,2.8,<,,,,P181D,,s,\n";

    // Half a year is 181 days at least.
    assertThat(parse(HEAD + COLUMNS + ADULT + infants).rules()).hasSize(2);
  }

  @Test
  void namesEveryFault() {
    ProfileException refused =
        catchThrowableOfType(
            ProfileException.class,
            () -> parse("# name: x\n" + COLUMNS + "1-1,K,,,mmol/L,2,<,,,,,,s,\n,,x\n"));

    assertThat(refused).isNotNull();
    assertThat(refused.faults()).extracting("line").containsExactly(1, 3, 4, 4, 4, 4, 4);
  }

  @Test
  void refusesUnknownAndMissingColumns() {
    assertThatThrownBy(() -> parse(HEAD + "loinc,analyte,unit,source\n" + ADULT))
        .isInstanceOf(ProfileException.class)
        .hasMessageContaining("lab.csv:3: unknown column 'unit'")
        .hasMessageContaining("lab.csv:3: missing column 'unit_ucum'");
    assertThatThrownBy(() -> parse(HEAD + "loinc,loinc,analyte,unit_ucum,source\n"))
        .hasMessageContaining("column 'loinc' twice");
    assertThatThrownBy(() -> parse(HEAD)).hasMessageContaining("no line with column names");
  }

  @ParameterizedTest
  @ValueSource(strings = {"us-conventional", "empty"})
  void shippedProfilesAreValidAndSayThatTheyAreExamples(String name) throws Exception {
    CriticalValueProfile profile = ProfileLoader.shipped(name);

    assertThat(profile.name()).isEqualTo(name);
    assertThat(profile.rules()).hasSize(name.equals("empty") ? 0 : 176);
  }

  @Test
  void shippedProfileLeavesOutWhatNobodyVerified() throws Exception {
    CriticalValueProfile profile = ProfileLoader.shipped("us-conventional");

    assertThat(profile.rules())
        .extracting(CriticalValueRule::loinc)
        .doesNotContain("2519-7", "29265-6", "77142-8")
        .contains("2823-3");
    assertThat(profile.rules())
        .filteredOn(rule -> !rule.enabled())
        .isNotEmpty()
        .allMatch(rule -> rule.analyte().startsWith("Troponin"));
    assertThatThrownBy(() -> ProfileLoader.shipped("none")).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "2823-3, true", "2823-4, false", "718-7, true", "10839-9, true", "0-0, true",
    "2823, false", "-3, false", "28a3-3, false", "2823-x, false", "12345678-4, false"
  })
  void checksTheLoincDigit(String code, boolean valid) {
    assertThat(LoincCode.isValid(code)).isEqualTo(valid);
  }

  @Test
  void readsWindowsAndTheSignOfTheLaboratory() throws Exception {
    CriticalValueProfile profile =
        parse(
            HEAD
                + "# validated-by: Dr A. Example, 2026-01-15\n"
                + "loinc,analyte,unit_ucum,high_critical,high_op,repeat_window,delta_change,"
                + "delta_window,acknowledge_within,source\n"
                + "2951-2,Sodium,mmol/L,160,>,P7D,12,PT24H,PT15M,our lab\n");

    assertThat(profile.validatedBy()).isEqualTo("Dr A. Example, 2026-01-15");
    CriticalValueRule rule = profile.rules().get(0);
    assertThat(rule.repeatWindow()).isEqualTo(Duration.ofDays(7));
    assertThat(rule.delta()).isEqualTo(new DeltaLimit(new BigDecimal("12"), Duration.ofHours(24)));
    assertThat(rule.acknowledgeWithin()).isEqualTo(Duration.ofMinutes(15));
  }
}
