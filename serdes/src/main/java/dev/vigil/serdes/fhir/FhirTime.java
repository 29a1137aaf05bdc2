package dev.vigil.serdes.fhir;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A FHIR date, dateTime or instant, which may be as vague as a year.
 *
 * @param earliest first possible day, in the offset it was written in
 * @param latest last possible day; equal to {@code earliest} unless the day is missing
 * @param instant the instant; without a time of day the last second of {@code latest} in UTC, so
 *     that nothing is taken for older than it is
 */
public record FhirTime(LocalDate earliest, LocalDate latest, Instant instant) {

  /** Whether the day is known. */
  public boolean isToTheDay() {
    return earliest.equals(latest);
  }

  /**
   * Reads YYYY, YYYY-MM, YYYY-MM-DD or a date with time. Seconds may be missing; a time without
   * offset is taken as UTC.
   *
   * @return null if the text is none of these
   */
  public static @Nullable FhirTime parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return switch (text.length()) {
        case 0, 1, 2, 3, 5, 6, 8, 9 -> null;
        case 4 -> vague(LocalDate.of(year(text), 1, 1), LocalDate.of(year(text), 12, 31));
        case 7 -> month(text);
        case 10 -> vague(day(text), day(text));
        default -> withTime(text);
      };
    } catch (DateTimeException e) {
      // 30 February, minute 61, or not digits at all
      return null;
    }
  }

  private static FhirTime vague(LocalDate earliest, LocalDate latest) {
    return new FhirTime(earliest, latest, latest.atTime(23, 59, 59).toInstant(ZoneOffset.UTC));
  }

  private static FhirTime month(String text) {
    expect(text, 4, '-');
    YearMonth month = YearMonth.of(year(text), digits(text, 5, 7));
    return vague(month.atDay(1), month.atEndOfMonth());
  }

  private static FhirTime withTime(String text) {
    LocalDate day = day(text);
    expect(text, 10, 'T');
    if (text.length() < 16) {
      throw new DateTimeException("time too short");
    }
    expect(text, 13, ':');
    int second = 0;
    int nano = 0;
    int at = 16;
    if (at < text.length() && text.charAt(at) == ':') {
      second = digits(text, 17, 19);
      at = 19;
      if (at < text.length() && text.charAt(at) == '.') {
        int scale = 100_000_000;
        for (at++; at < text.length() && isDigit(text.charAt(at)); at++) {
          nano += scale * (text.charAt(at) - '0');
          scale /= 10;
        }
      }
    }
    int offset = offsetSeconds(text, at);
    // 60 is a leap second
    long epochSecond =
        day.atTime(digits(text, 11, 13), digits(text, 14, 16), Math.min(second, 59))
                .toEpochSecond(ZoneOffset.UTC)
            - offset;
    if (second > 60) {
      throw new DateTimeException("second");
    }
    return new FhirTime(day, day, Instant.ofEpochSecond(epochSecond, nano));
  }

  private static int offsetSeconds(String text, int at) {
    int length = text.length() - at;
    if (length == 0 || (length == 1 && text.charAt(at) == 'Z')) {
      return 0;
    }
    if (length != 6 || text.charAt(at + 3) != ':') {
      throw new DateTimeException("offset");
    }
    int seconds = digits(text, at + 1, at + 3) * 3600 + digits(text, at + 4, at + 6) * 60;
    return switch (text.charAt(at)) {
      case '+' -> seconds;
      case '-' -> -seconds;
      default -> throw new DateTimeException("offset");
    };
  }

  private static LocalDate day(String text) {
    expect(text, 4, '-');
    expect(text, 7, '-');
    return LocalDate.of(year(text), digits(text, 5, 7), digits(text, 8, 10));
  }

  private static int year(String text) {
    return digits(text, 0, 4);
  }

  private static int digits(String text, int from, int to) {
    if (to > text.length()) {
      throw new DateTimeException("too short");
    }
    int number = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!isDigit(c)) {
        throw new DateTimeException("not a digit");
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }

  private static void expect(String text, int at, char wanted) {
    if (text.charAt(at) != wanted) {
      throw new DateTimeException("separator");
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
