package dev.vigil.topology.domain.consent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Clinical time of the data, both ends inclusive, milliseconds since 1970 UTC. Data that lies
 * partly inside cannot be evaluated, nor what ends before it starts: a deny withholds it, a permit
 * does not release it.
 */
record DataPeriodCriterion(@Nullable Long start, @Nullable Long end) implements Criterion {
  @Override
  public boolean isAboutResource() {
    return true;
  }

  @Override
  public String describe() {
    return "dataPeriod %s/%s".formatted(instant(start), instant(end));
  }

  private static String instant(@Nullable Long millis) {
    return millis == null ? ".." : Instant.ofEpochMilli(millis).toString();
  }

  @Override
  public Match matches(Question question) {
    AskedAbout about = question.about();
    if (about == null) {
      return Match.NO;
    }
    Instant from = about.clinicalStart();
    Instant to = about.clinicalEnd();
    if (from == null && to == null) {
      return Match.UNKNOWN;
    }
    long first = from == null ? Long.MIN_VALUE : from.toEpochMilli();
    long last = to == null ? Long.MAX_VALUE : to.toEpochMilli();
    long begin = start == null ? Long.MIN_VALUE : start;
    long close = end == null ? Long.MAX_VALUE : end;
    if (last < first || close < begin) {
      return Match.UNKNOWN;
    }
    if (last < begin || first > close) {
      return Match.NO;
    }
    return first >= begin && last <= close ? Match.YES : Match.UNKNOWN;
  }
}
