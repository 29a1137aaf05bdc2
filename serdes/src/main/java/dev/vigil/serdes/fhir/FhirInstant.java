package dev.vigil.serdes.fhir;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** An instant as FHIR and change events write it, such as meta.lastUpdated: with a zone. */
public final class FhirInstant {
  /** Where the seconds of {@code 2026-03-01T12:00:00} end. */
  private static final int SECONDS_END = 19;

  private static final int MAX_FRACTION = 9;
  private static final int ZONE_LENGTH = "+01:00".length();

  /** No instant of four digits of year. */
  private static final long UNUSUAL = Long.MIN_VALUE;

  private FhirInstant() {}

  /** Null if the text is null or no instant that milliseconds can count. */
  public static @Nullable Instant parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      // java.time's parser costs more than all other checks of an event together.
      long usual = usual(text);
      if (usual != UNUSUAL) {
        return Instant.ofEpochMilli(usual);
      }
      Instant instant = OffsetDateTime.parse(text).toInstant();
      // Java reads years of nine digits, which milliseconds cannot count.
      return Instant.ofEpochMilli(instant.toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  /**
   * Milliseconds since 1970 of {@code 2026-03-01T12:00:00.123Z} or with a zone such as {@code
   * +01:00}; {@link #UNUSUAL} if it is not written like that, which does not mean that it is wrong.
   *
   * @throws DateTimeException if it is written like that, and there is no such day
   */
  private static long usual(String text) {
    if (text.length() <= SECONDS_END
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || text.charAt(10) != 'T'
        || text.charAt(13) != ':'
        || text.charAt(16) != ':') {
      return UNUSUAL;
    }
    int year = two(text, 0) * 100 + two(text, 2);
    int month = two(text, 5);
    int day = two(text, 8);
    int hour = two(text, 11);
    int minute = two(text, 14);
    int second = two(text, 17);
    int zone = SECONDS_END;
    int millis = 0;
    if (text.charAt(zone) == '.') {
      zone = endOfDigits(text, zone + 1);
      millis = millis(text, SECONDS_END + 1, zone);
    }
    int offset = offsetSeconds(text, zone);
    if ((year | month | day | hour | minute | second | millis) < 0
        || hour > 23
        || minute > 59
        || second > 59
        || offset == Integer.MIN_VALUE) {
      return UNUSUAL;
    }
    int secondOfDay = hour * 3_600 + minute * 60 + second - offset;
    return (LocalDate.of(year, month, day).toEpochDay() * 86_400 + secondOfDay) * 1_000 + millis;
  }

  /** A number of two digits; negative: it is none, whatever it is added to. */
  private static int two(String text, int at) {
    int tens = text.charAt(at) - '0';
    int ones = text.charAt(at + 1) - '0';
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Short.MIN_VALUE;
  }

  private static int endOfDigits(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  /** Negative: no fraction of a second that Java reads. */
  private static int millis(String text, int from, int to) {
    if (from == to || to - from > MAX_FRACTION) {
      return -1;
    }
    int millis = 0;
    for (int i = from; i < from + 3; i++) {
      millis = millis * 10 + (i < to ? text.charAt(i) - '0' : 0);
    }
    return millis;
  }

  /** {@code Z}, or hours and minutes, up to 17:59; {@link Integer#MIN_VALUE}: none of these. */
  private static int offsetSeconds(String text, int at) {
    int length = text.length() - at;
    if (length == 1 && text.charAt(at) == 'Z') {
      return 0;
    }
    if (length != ZONE_LENGTH || text.charAt(at + 3) != ':') {
      return Integer.MIN_VALUE;
    }
    char sign = text.charAt(at);
    int hours = two(text, at + 1);
    int minutes = two(text, at + 4);
    if ((sign != '+' && sign != '-') || hours < 0 || hours > 17 || minutes < 0 || minutes > 59) {
      return Integer.MIN_VALUE;
    }
    int seconds = hours * 3_600 + minutes * 60;
    return sign == '+' ? seconds : -seconds;
  }
}
