package dev.vigil.topology.domain.escalation;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.state.AlertFollowUp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** How the follow-up of an alert goes on, from its delivery to its acknowledgement. */
public final class FollowUps {
  private FollowUps() {}

  /**
   * A revision other than an escalation is delivered. One that pages starts over, whoever
   * acknowledged before: nobody has seen this value yet. One that does not page changes nothing.
   *
   * @param before null: the first revision
   * @param now when it is delivered
   * @param firstWait how long the alert may stay unacknowledged before level 1
   */
  public static AlertFollowUp delivered(
      @Nullable AlertFollowUp before, CriticalLabAlert alert, Instant now, Duration firstWait) {
    AlertFollowUp.Builder after =
        before == null ? AlertFollowUp.newBuilder() : AlertFollowUp.newBuilder(before);
    after.setRevision(alert.getRevision()).setStatus(alert.getStatus());
    if (alert.getStatus() == AlertStatus.RETRACTED) {
      after.setDueAt(null);
    } else if (alert.getPage()) {
      after
          .setPagedRevision(alert.getRevision())
          .setPagedAt(millis(now))
          .setLevel(0)
          .setDueAt(millis(now.plus(firstWait)))
          .setAcknowledgedAt(null);
    }
    return after.build();
  }

  /**
   * Somebody acknowledged an alert.
   *
   * @param followUp null: no such alert was delivered for the patient
   * @param revision newest revision that was seen; null: not told, so that the time tells
   * @param accepted whether the acknowledgement is of a kind that counts
   * @param sentAt its log-append time
   */
  public static AckVerdict acknowledged(
      @Nullable AlertFollowUp followUp,
      @Nullable Integer revision,
      boolean accepted,
      Instant sentAt) {
    if (followUp == null) {
      return new AckVerdict(AckOutcome.UNKNOWN_ALERT, null, null);
    }
    if (followUp.getStatus() == AlertStatus.RETRACTED) {
      return new AckVerdict(AckOutcome.ALERT_RETRACTED, followUp, null);
    }
    Instant pagedAt = followUp.getPagedAt();
    boolean older =
        revision != null
            ? revision < followUp.getPagedRevision()
            : pagedAt != null && sentAt.isBefore(pagedAt);
    if (older) {
      return new AckVerdict(AckOutcome.PAGE_IS_NEWER, followUp, null);
    }
    if (followUp.getAcknowledgedAt() != null) {
      return new AckVerdict(AckOutcome.ALREADY_ACKNOWLEDGED, followUp, null);
    }
    if (!accepted) {
      return new AckVerdict(AckOutcome.NOT_READ_BACK, followUp, null);
    }
    AlertFollowUp after =
        AlertFollowUp.newBuilder(followUp).setDueAt(null).setAcknowledgedAt(millis(sentAt)).build();
    return new AckVerdict(
        AckOutcome.ACKNOWLEDGED, after, pagedAt == null ? null : Duration.between(pagedAt, sentAt));
  }

  /**
   * The alert was escalated by one level.
   *
   * @param now from when on the next level waits
   * @param wait how long; null: this is the last level
   */
  public static AlertFollowUp escalated(
      AlertFollowUp before, int revision, Instant now, @Nullable Duration wait) {
    return AlertFollowUp.newBuilder(before)
        .setRevision(revision)
        .setStatus(AlertStatus.ESCALATED)
        .setLevel(before.getLevel() + 1)
        .setDueAt(wait == null ? null : millis(now.plus(wait)))
        .build();
  }

  /** A retraction that was delivered unnoticed. */
  static AlertFollowUp retracted(AlertFollowUp before, CriticalLabAlert retraction) {
    return AlertFollowUp.newBuilder(before)
        .setRevision(retraction.getRevision())
        .setStatus(AlertStatus.RETRACTED)
        .setDueAt(null)
        .build();
  }

  /** The alert is not escalated any more. */
  public static AlertFollowUp ended(AlertFollowUp before) {
    return AlertFollowUp.newBuilder(before).setDueAt(null).build();
  }

  /** As it comes back from the store, and as the index by due time has it. */
  private static Instant millis(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS);
  }
}
