package dev.vigil.bench.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Synthetic results of 1.2 KB, as a FHIR server writes them: on one line. */
public final class SampleResults {
  private SampleResults() {}

  /**
   * A result.
   *
   * @param name {@code normal}, {@code critical} or {@code uncovered}
   * @param number another patient and specimen each
   */
  public static byte[] observation(String name, int number) throws IOException {
    String code;
    String value;
    switch (name) {
      case "normal" -> {
        code = "2823-3";
        value = "4.1";
      }
      case "critical" -> {
        code = "2823-3";
        value = "6.9";
      }
      case "uncovered" -> {
        code = "1742-6";
        value = "31";
      }
      default -> throw new IllegalArgumentException("no such result: " + name);
    }
    try (InputStream stream = SampleResults.class.getResourceAsStream("result.json")) {
      byte[] bytes = Objects.requireNonNull(stream, "result.json").readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8)
          .strip()
          .replace("NUMBER", "%06d".formatted(number))
          .replace("CODE", code)
          .replace("\"VALUE\"", value)
          .getBytes(StandardCharsets.UTF_8);
    }
  }
}
