package dev.vigil.serdes.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
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

  @ParameterizedTest
  @CsvSource({
    "2024,                          2024-01-01, 2024-12-31, 2024-12-31T23:59:59Z",
    "2024-02,                       2024-02-01, 2024-02-29, 2024-02-29T23:59:59Z",
    "2024-05-01,                    2024-05-01, 2024-05-01, 2024-05-01T23:59:59Z",
    "2024-05-01T10:11:12Z,          2024-05-01, 2024-05-01, 2024-05-01T10:11:12Z",
    "2024-05-01T10:11,              2024-05-01, 2024-05-01, 2024-05-01T10:11:00Z",
    "2024-05-01T01:11:12.5+02:00,   2024-05-01, 2024-05-01, 2024-04-30T23:11:12.500Z",
    "2024-05-01T23:11:12.123-05:30, 2024-05-01, 2024-05-01, 2024-05-02T04:41:12.123Z",
    "2016-12-31T23:59:60Z,          2016-12-31, 2016-12-31, 2016-12-31T23:59:59Z"
  })
  void namesItsDaysAndOneInstant(String text, String earliest, String latest, String instant) {
    FhirDateTime time = FhirDateTime.parse(text);

    assertThat(time).isNotNull();
    assertThat(time.firstDay()).isEqualTo(earliest);
    assertThat(time.lastDay()).isEqualTo(latest);
    assertThat(time.instant()).isEqualTo(instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "24",
        "soon",
        "2024-13",
        "2024-02-30",
        "2024/05/01",
        "2024-05-01T",
        "2024-05-01T25:00:00Z",
        "2024-05-01T10:00:00CET",
        "2024-05-01T10:00:00+0200",
        "2024-05-01 10:00:00",
        "2024-05-01T10:00:0",
        "2024-05-01T10:00:61Z",
        "2024-05-01T1",
        "20240501"
      })
  void refusesWhatIsNoTime(String text) {
    assertThat(FhirDateTime.parse(text)).isNull();
  }

  @Test
  void nothingIsNoTime() {
    assertThat(FhirDateTime.parse(null)).isNull();
  }
}
