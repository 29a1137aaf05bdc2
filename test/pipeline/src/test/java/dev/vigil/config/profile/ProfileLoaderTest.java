package dev.vigil.config.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vigil.config.units.Substance;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Period;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
          2075-0,Cl,,,mmol/L,+75,<,,,,,,s,           | not a plain number
          2075-0,Cl,,,mmol/L,٧٥,<,,,,,,s,            | not a plain number
          2075-0,Cl,,,mmol/L,.5,<,,,,,,s,            | not a plain number
          2075-0,Cl,,,mmol/L,1234567890123,<,,,,,,s, | not a plain number
          2075-0,Cl,,,mmol/L,75,<,,,P201Y,,,s,       | age_min is 'P201Y'
          2075-0,Cl,,,mmol/L,75,<,,,P2147483647D,,,s, | age_min is 'P2147483647D'
          2075-0,Cl,,,mmol/L,75,<,,,P2147483647Y,,,s, | age_min is 'P2147483647Y'
          2075-0,Cl,,,K/cumm,75,<,,,,,,s,            | 'K/cumm' is not a UCUM unit
          2075-0,Cl,,,mmHg,75,<,,,,,,s,              | 'mmHg' is not a UCUM unit
          2075-0,Cl,chloride,,mm[Hg],75,<,,,,,,s,    | does not convert into mg/dL of chloride
          2075-0,Cl,chloride,,mmol/kg,75,<,,,,,,s,   | does not convert into mg/dL of chloride
          2000-8,Ca,calcium,,meq/L,3.0,<,,,,,,s,     | does not convert into mg/dL of calcium
          2075-0,C\u202el,,,mmol/L,75,<,,,,,,s,      | analyte holds characters that are not seen: 'C?l'
          2075-0,C\u001b[2Jl,,,mmol/L,75,<,,,,,,s,   | analyte holds characters that are not seen
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
  void comparesAgesOfRowsThatHaveOtherFaults() {
    assertThatThrownBy(
            () ->
                parse(
                    HEAD
                        + COLUMNS
                        + ADULT.replace("our lab", "")
                        + "2823-3,K,,,furlong,2.8,<,,,P1Y,,,s,\n"))
        .hasMessage(
            """
            lab.csv:4: no source
            lab.csv:5: age band of 2823-3 overlaps the one on line 4
            lab.csv:5: 'furlong' is not a UCUM unit\
            """);
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
  @ValueSource(strings = {";", "\t"})
  void saysThatCellsAreSeparatedByCommas(String separator) {
    String row = "loinc,analyte,unit_ucum,source\n" + ADULT;
    assertThatThrownBy(() -> parse(HEAD + row.replace(",", separator)))
        .hasMessage(
            "lab.csv:3: cells are not separated by commas: save the file as CSV with commas");
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          yes | no  | P6M  |          | the row beside it is disabled
          no  | yes | P6M  |          | the row before it is disabled
          no  | no  | P6M  |          | both are
          yes | no  |      | P7M      | a disabled row may overlap
          """)
  void aDisabledRowMayStayBesideTheOneThatReplacedIt(
      String first, String second, String from, String to) throws Exception {
    String rows =
        ADULT.replace(",yes,", "," + first + ",")
            + "2823-3,K,,,mmol/L,2.5,<,,,%s,%s,%s,s,\n"
                .formatted(from == null ? "" : from, to == null ? "" : to, second);

    assertThat(parse(HEAD + COLUMNS + rows).rules()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '# name: a\\n# version: 1\\n# Name: b\\n' | 3 | '# name: …' is already on line 1
          '# name: a\\n# version: 1\\n# version: 2\\n' | 3 | '# version: …' is already on line 2
          '# name:\\n# version: 1\\n' | 1 | no line '# name: …'
          '# name: a\u202Eb\\n# version: 1\\n' | 1 | name holds characters that are not seen: 'a?b'
          '# name: a\\n# version: 1\u00072\\n' | 2 | version holds characters that are not seen
          '# name: a\\n# version: 1\\n# validated-by: \u001B\\n' | 3 | validated-by holds characters
          '# version: 1\\n# name: 1234567890123456789012345678901234567890123456789012345678901\\n' | 2 | name is longer than 60
          """)
  void refusesAHeadWithItsLine(String head, int line, String message) {
    ProfileException refused =
        catchThrowableOfType(
            ProfileException.class, () -> parse(head.translateEscapes() + COLUMNS + ADULT));

    assertThat(refused).isNotNull();
    assertThat(refused.faults()).singleElement().extracting("line").isEqualTo(line);
    assertThat(refused.getMessage()).contains(message);
  }

  @Test
  void refusesAHeadBehindTheColumns() {
    assertThatThrownBy(() -> parse(HEAD + COLUMNS + "# validated-by: Dr A. Example\n"))
        .hasMessageContaining("lab.csv:4: '# validated-by: …' must stand before the names");
  }

  @Test
  void readsASignThatASpreadsheetPutIntoQuotes() throws Exception {
    String saved = HEAD + "\"# validated-by: Dr A. Example, 2026-01-15\",,,\n" + COLUMNS;

    assertThat(parse(saved).validatedBy()).isEqualTo("Dr A. Example, 2026-01-15");
  }

  @Test
  void refusesWhatIsNoUtf8Text() {
    byte[] latin1 = (HEAD + COLUMNS + ADULT + "# 5 µmol/L\n").getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> ProfileLoader.parse("lab.csv", latin1))
        .hasMessage("lab.csv:5: not UTF-8: save the file as text or CSV in UTF-8");

    byte[] utf16 = (HEAD + COLUMNS).getBytes(StandardCharsets.UTF_16LE);
    assertThatThrownBy(() -> ProfileLoader.parse("lab.csv", utf16))
        .hasMessageContaining("lab.csv:1: holds NUL characters");

    assertThatThrownBy(() -> parse((HEAD + COLUMNS + ADULT).replace('\n', '\r')))
        .hasMessageContaining("lab.csv:1: lines end with CR alone");
    assertThatThrownBy(() -> parse(""))
        .hasMessageContaining("lab.csv:1: no line with column names");
  }

  @Test
  void refusesWhatIsTooLarge() {
    assertThatThrownBy(() -> ProfileLoader.parse("lab.csv", new byte[1_000_001]))
        .hasMessage("lab.csv:1: larger than 1,000,000 bytes: not a profile");
    assertThatThrownBy(() -> parse(HEAD + COLUMNS + "\n".repeat(10_000)))
        .hasMessage("lab.csv:10001: more than 10,000 lines: not a profile");
    assertThatThrownBy(() -> parse(HEAD + COLUMNS + ADULT.replace("our lab", "x".repeat(501))))
        .hasMessage("lab.csv:4: source is longer than 500 characters");
  }

  @Test
  @Timeout(20)
  void aHostileFileIsRefusedInTime() {
    StringBuilder rows = new StringBuilder(HEAD + COLUMNS);
    for (int i = 0; i < 9_000; i++) {
      rows.append("2823-3,K,,,mmol/L,2,<,,,P%dD,P%dD,,s,\n".formatted(i, i + 1));
    }

    ProfileException refused =
        catchThrowableOfType(ProfileException.class, () -> parse(rows.toString()));

    assertThat(refused).isNotNull();
    assertThat(refused.faults()).hasSize(201);
    assertThat(refused.faults().get(0).toString())
        .isEqualTo("lab.csv:28: more than 24 enabled rows of 2823-3");
    assertThat(refused.faults().get(200).message()).isEqualTo("and 8776 more faults, not shown");
  }
}
