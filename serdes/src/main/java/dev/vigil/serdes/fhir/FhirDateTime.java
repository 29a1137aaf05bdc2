package dev.vigil.serdes.fhir;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A FHIR date, dateTime or instant as the span of time it can mean: 2025-12 lasts from the first to
 * the last millisecond of that month. Without a zone it is UTC, so that the result does not depend
 * on where Vigil runs.
 *
 * @param start first instant of its precision
 * @param end last millisecond of its precision, inclusive
 */
public record FhirDateTime(Instant start, Instant end) {
  // FHIR demands seconds and a zone with a time; both are left out often enough to accept that.
  private static final Pattern FORM =
      Pattern.compile(
          "(\\d{4})(?:-(\\d{2})(?:-(\\d{2})(?:T(\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,18}))?)?"
              + "(Z|[+-]\\d{2}:\\d{2})?)?)?)?");

  /** Reads a value; null if it is not a FHIR date, dateTime or instant. */
  public static @Nullable FhirDateTime parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || form.group(1).equals("0000")) {
      return null;
    }
    try {
      return read(form);
    } catch (DateTimeException noSuchDate) {
      return null;
    }
  }

  private static FhirDateTime read(Matcher form) {
    int year = Integer.parseInt(form.group(1));
    if (form.group(2) == null) {
      return days(Year.of(year).atDay(1), Year.of(year + 1).atDay(1));
    }
    int month = Integer.parseInt(form.group(2));
    if (form.group(3) == null) {
      YearMonth yearMonth = YearMonth.of(year, month);
      return days(yearMonth.atDay(1), yearMonth.plusMonths(1).atDay(1));
    }
    LocalDate day = LocalDate.of(year, month, Integer.parseInt(form.group(3)));
    if (form.group(4) == null) {
      return days(day, day.plusDays(1));
    }
    return time(form, day);
  }

  private static FhirDateTime time(Matcher form, LocalDate day) {
    int hour = Integer.parseInt(form.group(4));
    int minute = Integer.parseInt(form.group(5));
    String zone = form.group(8);
    ZoneOffset offset = zone == null ? ZoneOffset.UTC : ZoneOffset.of(zone);
    if (form.group(6) == null) {
      Instant start = LocalDateTime.of(day, LocalTime.of(hour, minute)).toInstant(offset);
      return new FhirDateTime(start, start.plusSeconds(60).minusMillis(1));
    }
    // A leap second counts as the second before it.
    int second = Integer.parseInt(form.group(6));
    Instant start =
        LocalDateTime.of(day, LocalTime.of(hour, minute, second == 60 ? 59 : second))
            .toInstant(offset);
    if (form.group(7) == null) {
      return new FhirDateTime(start, start.plusSeconds(1).minusMillis(1));
    }
    Instant exact = start.plusMillis(Long.parseLong((form.group(7) + "00").substring(0, 3)));
    return new FhirDateTime(exact, exact);
  }

  private static FhirDateTime days(LocalDate first, LocalDate next) {
    return new FhirDateTime(
        first.atStartOfDay(ZoneOffset.UTC).toInstant(),
        next.atStartOfDay(ZoneOffset.UTC).toInstant().minusMillis(1));
  }
}
