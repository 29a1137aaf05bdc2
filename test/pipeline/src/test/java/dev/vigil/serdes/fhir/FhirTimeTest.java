package dev.vigil.serdes.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FhirTimeTest {

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
  void readsEveryPrecision(String text, String earliest, String latest, String instant) {
    FhirTime time = FhirTime.parse(text);

    assertThat(time).isNotNull();
    assertThat(time.earliest()).isEqualTo(earliest);
    assertThat(time.latest()).isEqualTo(latest);
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
    assertThat(FhirTime.parse(text)).isNull();
  }

  @Test
  void nothingIsNoTime() {
    assertThat(FhirTime.parse(null)).isNull();
  }
}
