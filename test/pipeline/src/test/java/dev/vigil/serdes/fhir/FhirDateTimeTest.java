package dev.vigil.serdes.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FhirDateTimeTest {

  @ParameterizedTest
  @CsvSource({
    "2024,                          2024-01-01T00:00:00Z,     2024-12-31T23:59:59.999Z",
    "2024-02,                       2024-02-01T00:00:00Z,     2024-02-29T23:59:59.999Z",
    "2024-02-29,                    2024-02-29T00:00:00Z,     2024-02-29T23:59:59.999Z",
    "2024-02-29T10:20,              2024-02-29T10:20:00Z,     2024-02-29T10:20:59.999Z",
    "2024-02-29T10:20:30,           2024-02-29T10:20:30Z,     2024-02-29T10:20:30.999Z",
    "2024-02-29T10:20:30Z,          2024-02-29T10:20:30Z,     2024-02-29T10:20:30.999Z",
    "2024-02-29T10:20:30.5-05:00,   2024-02-29T15:20:30.500Z, 2024-02-29T15:20:30.500Z",
    "2024-02-29T10:20:30.123456789Z,2024-02-29T10:20:30.123Z, 2024-02-29T10:20:30.123Z",
    "2016-12-31T23:59:60Z,          2016-12-31T23:59:59Z,     2016-12-31T23:59:59.999Z",
    "9999,                          9999-01-01T00:00:00Z,     9999-12-31T23:59:59.999Z"
  })
  void spansItsPrecision(String text, String start, String end) {
    FhirDateTime dateTime = FhirDateTime.parse(text);
    assertThat(dateTime).isNotNull();
    assertThat(dateTime.start()).isEqualTo(start);
    assertThat(dateTime.end()).isEqualTo(end);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "24",
        "0000",
        "2024-13",
        "2024-00",
        "2023-02-29",
        "2024-2-1",
        "2024-02-01T",
        "2024-02-01T25:00:00Z",
        "2024-02-01T10:61:00Z",
        "2024-02-01T10:00:00+99:00",
        "20240201",
        "2024-02-01 10:00:00",
        "2024-02-01T10:00:00z",
        "٢٠٢٤"
      })
  void refusesWhatIsNoDate(String text) {
    assertThat(FhirDateTime.parse(text)).isNull();
  }
}
