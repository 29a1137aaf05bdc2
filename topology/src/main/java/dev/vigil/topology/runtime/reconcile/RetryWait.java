package dev.vigil.topology.runtime.reconcile;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** How long to wait before a busy server is asked again: as it says, or longer each time. */
final class RetryWait {
  /** A server that wants more is not waited for. */
  static final Duration LONGEST = Duration.ofMinutes(2);

  private final InstantSource clock;

  RetryWait(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The time to wait.
   *
   * @param attempt how many failed, from 1
   * @param retryAfter the header Retry-After: seconds, or a date
   * @return null: too long
   */
  @Nullable Duration after(int attempt, @Nullable String retryAfter) {
    Duration wait = asked(retryAfter);
    if (wait == null) {
      return Duration.ofSeconds(1L << (attempt - 1));
    }
    return wait.compareTo(LONGEST) > 0 ? null : wait;
  }

  /** Null: the server says nothing that can be understood. */
  private @Nullable Duration asked(@Nullable String retryAfter) {
    if (retryAfter == null) {
      return null;
    }
    String text = retryAfter.strip();
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(clock.instant(), until);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
