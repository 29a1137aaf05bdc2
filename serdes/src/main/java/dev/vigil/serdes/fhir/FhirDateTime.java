package dev.vigil.serdes.fhir;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A FHIR date, dateTime or instant as the span of time it can mean: 2025-12 lasts from the first to
 * the last millisecond of that month. Without a zone it is UTC, so that the result does not depend
 * on where Vigil runs.
 *
 * @param firstDay first possible day, in the zone it was written in
 * @param lastDay last possible day; equal to {@code firstDay} unless the day is missing
 * @param start first instant of its precision
 * @param end last millisecond of its precision, inclusive
 * @param hasTime whether it says more than the day
 */
public record FhirDateTime(
    LocalDate firstDay, LocalDate lastDay, Instant start, Instant end, boolean hasTime) {
  private static final int MAX_OFFSET_SECONDS = 18 * 3600;
  private static final long SECONDS_PER_DAY = 86_400;
  private static final long MILLIS_PER_DAY = SECONDS_PER_DAY * 1_000;

  /**
   * The one instant that stands for it: without a time of day the last second, so that nothing is
   * taken for older than it is.
   */
  public Instant instant() {
    return hasTime ? start : end.truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * Reads YYYY, YYYY-MM, YYYY-MM-DD or a date with time. FHIR demands seconds and a zone with a
   * time; both are left out often enough to accept that.
   *
   * @return null if the text is none of these
   */
  public static @Nullable FhirDateTime parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return switch (text.length()) {
        case 0, 1, 2, 3, 5, 6, 8, 9 -> null;
        case 4 -> days(LocalDate.of(year(text), 1, 1), LocalDate.of(year(text), 12, 31));
        case 7 -> month(text);
        case 10 -> days(day(text), day(text));
        default -> withTime(text);
      };
    } catch (DateTimeException noSuchTime) {
      // 30 February, minute 61, or not digits at all
      return null;
    }
  }

  private static FhirDateTime days(LocalDate first, LocalDate last) {
    return new FhirDateTime(
        first,
        last,
        Instant.ofEpochMilli(first.toEpochDay() * MILLIS_PER_DAY),
        Instant.ofEpochMilli((last.toEpochDay() + 1) * MILLIS_PER_DAY - 1),
        false);
  }

  private static FhirDateTime month(String text) {
    expect(text, 4, '-');
    YearMonth month = YearMonth.of(year(text), digits(text, 5, 7));
    return days(month.atDay(1), month.atEndOfMonth());
  }

  private static FhirDateTime withTime(String text) {
    LocalDate day = day(text);
    expect(text, 10, 'T');
    if (text.length() < 16) {
      throw new DateTimeException("time too short");
    }
    expect(text, 13, ':');
    long precisionMs = 60_000;
    int second = 0;
    int millis = 0;
    int at = 16;
    if (at < text.length() && text.charAt(at) == ':') {
      second = digits(text, 17, 19);
      precisionMs = 1_000;
      at = 19;
      if (at < text.length() && text.charAt(at) == '.') {
        int end = endOfDigits(text, at + 1);
        millis = milliseconds(text, at + 1, end);
        precisionMs = 1;
        at = end;
      }
    }
    int hour = digits(text, 11, 13);
    int minute = digits(text, 14, 16);
    if (hour > 23 || minute > 59 || second > 60) {
      throw new DateTimeException("time");
    }
    // A leap second counts as the second before it.
    int secondOfDay = hour * 3_600 + minute * 60 + Math.min(second, 59);
    long epochSecond = day.toEpochDay() * SECONDS_PER_DAY + secondOfDay - offsetSeconds(text, at);
    Instant start = Instant.ofEpochMilli(epochSecond * 1_000 + millis);
    return new FhirDateTime(day, day, start, start.plusMillis(precisionMs - 1), true);
  }

  private static int endOfDigits(String text, int from) {
    int end = from;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    if (end == from || end - from > 18) {
      throw new DateTimeException("fraction");
    }
    return end;
  }

  private static int milliseconds(String text, int from, int to) {
    int millis = 0;
    for (int i = 0; i < 3; i++) {
      millis = millis * 10 + (from + i < to ? text.charAt(from + i) - '0' : 0);
    }
    return millis;
  }

  private static int offsetSeconds(String text, int at) {
    int length = text.length() - at;
    if (length == 0 || (length == 1 && text.charAt(at) == 'Z')) {
      return 0;
    }
    if (length != 6 || text.charAt(at + 3) != ':') {
      throw new DateTimeException("offset");
    }
    int minutes = digits(text, at + 4, at + 6);
    int seconds = digits(text, at + 1, at + 3) * 3600 + minutes * 60;
    if (minutes > 59 || seconds > MAX_OFFSET_SECONDS) {
      throw new DateTimeException("offset");
    }
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
    int year = digits(text, 0, 4);
    if (year == 0) {
      throw new DateTimeException("year");
    }
    return year;
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
