package dev.vigil.serdes.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast way reads what java.time reads, and refuses what it refuses. */
class FhirInstantTest {
  private static final String SIGNS = "0123456789-+:.TtZz ,\u0661/;";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-03-01T12:00:00Z",
        "2026-03-01T12:00:00.1Z",
        "2026-03-01T12:00:00.123456789+01:00",
        "2026-03-01T12:00:00.1234567890Z",
        "2026-03-01T12:00:00.Z",
        "2026-03-01T12:00:00-05:30",
        "2026-03-01T12:00:00-00:00",
        "2026-03-01T12:00:00+18:00",
        "2026-03-01T12:00:00+18:01",
        "2026-03-01T12:00:00+17:60",
        "2026-03-01T12:00:00+01:00:30",
        "2026-03-01T12:00:00+01",
        "2026-03-01T12:00Z",
        "2026-03-01T12:00:00",
        "2026-03-01T24:00:00Z",
        "2026-03-01T23:59:60Z",
        "2026-03-01t12:00:00z",
        "2024-02-29T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00.999+17:59",
        "1969-12-31T23:59:59.999999Z",
        "9999-12-31T23:59:59.999-17:59",
        "+12026-03-01T12:00:00Z",
        "-2026-03-01T12:00:00Z",
        "+999999999-03-01T12:00:00Z",
        "2026-03-01",
        "",
        "\u0662\u0660\u0662\u0666-03-01T12:00:00Z"
      })
  void isWhatJavaReads(String text) {
    assertThat(FhirInstant.parse(text)).isEqualTo(byJava(text));
  }

  @Property(tries = 5000, seed = "20260301")
  void anyTextIsWhatJavaReads(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(usual(random));
    for (int changes = random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(text.length());
      char sign = SIGNS.charAt(random.nextInt(SIGNS.length()));
      switch (random.nextInt(3)) {
        case 0 -> text.setCharAt(at, sign);
        case 1 -> text.insert(at, sign);
        default -> text.deleteCharAt(at);
      }
    }

    assertThat(FhirInstant.parse(text.toString()))
        .as("%s", text)
        .isEqualTo(byJava(text.toString()));
  }

  private static String usual(Random random) {
    String fraction =
        random.nextBoolean()
            ? ""
            : "." + "12345678901".substring(random.nextInt(3), 3 + random.nextInt(9));
    String zone =
        random.nextBoolean()
            ? "Z"
            : String.format(
                "%s%02d:%02d",
                random.nextBoolean() ? "+" : "-", random.nextInt(20), random.nextInt(62));
    return String.format(
        "%04d-%02d-%02dT%02d:%02d:%02d%s%s",
        random.nextInt(10_000),
        random.nextInt(14),
        random.nextInt(33),
        random.nextInt(26),
        random.nextInt(62),
        random.nextInt(62),
        fraction,
        zone);
  }

  private static @Nullable Instant byJava(String text) {
    try {
      return Instant.ofEpochMilli(OffsetDateTime.parse(text).toInstant().toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }
}
