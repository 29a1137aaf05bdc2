package dev.vigil.topology.domain.escalation;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.state.AlertFollowUp;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An alert's follow-up in the words of these tests, with times in minutes since the first page:
 * {@code ESCALATED 3 paged 1@0 level 2 due 60}, {@code UPDATED 4 paged 4@20 ack 25}. What is not
 * named is 0, or not set.
 */
final class FollowUpText {
  static final Instant START = Instant.parse("2026-01-15T12:00:00Z");
  private static final Pattern TEXT =
      Pattern.compile(
          "(?<status>[A-Z]+) (?<revision>\\d+)( paged (?<paged>\\d+)@(?<pagedAt>\\d+))?"
              + "( level (?<level>\\d+))?( due (?<due>\\d+))?( ack (?<ack>\\d+))?");

  private FollowUpText() {}

  /** Returns null for no follow-up. */
  static @Nullable AlertFollowUp parse(@Nullable String text) {
    return text == null ? null : required(text);
  }

  static AlertFollowUp required(String text) {
    Matcher words = TEXT.matcher(text);
    if (!words.matches()) {
      throw new IllegalArgumentException("no follow-up: " + text);
    }
    return AlertFollowUp.newBuilder()
        .setStatus(AlertStatus.valueOf(words.group("status")))
        .setRevision(Integer.parseInt(words.group("revision")))
        .setPagedRevision(number(words.group("paged")))
        .setPagedAt(time(words.group("pagedAt")))
        .setLevel(number(words.group("level")))
        .setDueAt(time(words.group("due")))
        .setAcknowledgedAt(time(words.group("ack")))
        .build();
  }

  static @Nullable String of(@Nullable AlertFollowUp followUp) {
    if (followUp == null) {
      return null;
    }
    boolean paged = followUp.getPagedRevision() != 0 || followUp.getPagedAt() != null;
    return followUp.getStatus()
        + " "
        + followUp.getRevision()
        + (paged ? " paged " + followUp.getPagedRevision() + "@" : "")
        + (paged ? minute(followUp.getPagedAt()) : "")
        + (followUp.getLevel() == 0 ? "" : " level " + followUp.getLevel())
        + (followUp.getDueAt() == null ? "" : " due " + minute(followUp.getDueAt()))
        + (followUp.getAcknowledgedAt() == null
            ? ""
            : " ack " + minute(followUp.getAcknowledgedAt()));
  }

  static Instant minutes(long count) {
    return START.plus(Duration.ofMinutes(count));
  }

  /** With what is left of a minute, so that a wrong second does not pass. */
  private static String minute(@Nullable Instant time) {
    if (time == null) {
      return "never";
    }
    Duration since = Duration.between(START, time);
    Duration rest = since.minusMinutes(since.toMinutes());
    return since.toMinutes() + (rest.isZero() ? "" : "+" + rest);
  }

  private static int number(@Nullable String text) {
    return text == null ? 0 : Integer.parseInt(text);
  }

  private static @Nullable Instant time(@Nullable String text) {
    return text == null ? null : minutes(Long.parseLong(text));
  }
}
