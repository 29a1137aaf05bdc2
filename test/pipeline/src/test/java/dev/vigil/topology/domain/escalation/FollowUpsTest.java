package dev.vigil.topology.domain.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The notation of a follow-up is that of {@link FollowUpText}. */
class FollowUpsTest {
  private static final Duration FIRST_WAIT = Duration.ofMinutes(15);

  @ParameterizedTest(name = "{index}: {0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // why | before | delivered revision | does it page | at minute | after
        "a first page waits              | - | RAISED 1 | true | 0 | RAISED 1 paged 1@0 due 15",
        "a first quiet alert waits not   | - | RAISED 1 | false | 0 | RAISED 1",
        "the first page of a quiet alert | RAISED 1 | UPDATED 2 | true | 7"
            + " | UPDATED 2 paged 2@7 due 22",
        "a quiet update leaves what is due | RAISED 1 paged 1@0 due 15 | UPDATED 2 | false | 5"
            + " | UPDATED 2 paged 1@0 due 15",
        "a quiet update leaves the level | ESCALATED 3 paged 1@0 level 2 due 60 | UPDATED 4 | false"
            + " | 31 | UPDATED 4 paged 1@0 level 2 due 60",
        "a quiet update leaves the acknowledgement | RAISED 1 paged 1@0 ack 3 | UPDATED 2 | false"
            + " | 5 | UPDATED 2 paged 1@0 ack 3",
        "a new page starts over          | ESCALATED 3 paged 1@0 level 2 due 60 | UPDATED 4 | true"
            + " | 40 | UPDATED 4 paged 4@40 due 55",
        "a new page after an acknowledgement starts over | RAISED 1 paged 1@0 ack 3 | UPDATED 2"
            + " | true | 10 | UPDATED 2 paged 2@10 due 25",
        "a new page after the last level starts over | ESCALATED 4 paged 1@0 level 3 | UPDATED 5"
            + " | true | 90 | UPDATED 5 paged 5@90 due 105",
        "a retraction ends it            | RAISED 1 paged 1@0 due 15 | RETRACTED 2 | false | 5"
            + " | RETRACTED 2 paged 1@0",
        "a retraction that pages ends it too | ESCALATED 2 paged 1@0 level 1 due 30 | RETRACTED 3"
            + " | true | 16 | RETRACTED 3 paged 1@0 level 1",
        "a retraction nobody heard of before | - | RETRACTED 1 | true | 0 | RETRACTED 1",
        "raised again after a retraction | RETRACTED 2 paged 1@0 ack 3 | RAISED 3 | true | 30"
            + " | RAISED 3 paged 3@30 due 45"
      })
  void delivered(
      String why,
      @Nullable String before,
      String revision,
      boolean page,
      long minute,
      String after) {
    assertThat(
            FollowUpText.of(
                FollowUps.delivered(
                    FollowUpText.parse(before),
                    alert(revision, page),
                    FollowUpText.minutes(minute),
                    FIRST_WAIT)))
        .as(why)
        .isEqualTo(after);
  }

  @ParameterizedTest(name = "{index}: {0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // why | before | revision seen | counts | sent at minute | outcome | after | minutes since
        "the page itself | RAISED 1 paged 1@0 due 15 | 1 | true | 4"
            + " | ACKNOWLEDGED | RAISED 1 paged 1@0 ack 4 | 4",
        "no revision named, after the page | RAISED 1 paged 1@0 due 15 | - | true | 4"
            + " | ACKNOWLEDGED | RAISED 1 paged 1@0 ack 4 | 4",
        "no revision named, at the moment of the page | UPDATED 2 paged 2@9 due 24 | - | true | 9"
            + " | ACKNOWLEDGED | UPDATED 2 paged 2@9 ack 9 | 0",
        "no revision named, before the page | UPDATED 2 paged 2@9 due 24 | - | true | 8"
            + " | PAGE_IS_NEWER | UPDATED 2 paged 2@9 due 24 | -",
        "a revision before the page | UPDATED 2 paged 2@9 due 24 | 1 | true | 12"
            + " | PAGE_IS_NEWER | UPDATED 2 paged 2@9 due 24 | -",
        "the revision counts, not the time | UPDATED 2 paged 2@9 due 24 | 2 | true | 8"
            + " | ACKNOWLEDGED | UPDATED 2 paged 2@9 ack 8 | -1",
        "the page, after a quiet update | UPDATED 2 paged 1@0 due 15 | 1 | true | 12"
            + " | ACKNOWLEDGED | UPDATED 2 paged 1@0 ack 12 | 12",
        "the page, after an escalation | ESCALATED 3 paged 1@0 level 2 due 60 | 1 | true | 31"
            + " | ACKNOWLEDGED | ESCALATED 3 paged 1@0 level 2 ack 31 | 31",
        "after the last level | ESCALATED 4 paged 1@0 level 3 | 4 | true | 200"
            + " | ACKNOWLEDGED | ESCALATED 4 paged 1@0 level 3 ack 200 | 200",
        "an alert that did not page | RAISED 1 | 1 | true | 4 | ACKNOWLEDGED | RAISED 1 ack 4 | -",
        "an alert that did not page, no revision | RAISED 1 | - | true | 4"
            + " | ACKNOWLEDGED | RAISED 1 ack 4 | -",
        "a second time | RAISED 1 paged 1@0 ack 4 | 1 | true | 6"
            + " | ALREADY_ACKNOWLEDGED | RAISED 1 paged 1@0 ack 4 | -",
        "a second time, not of a kind that counts | RAISED 1 paged 1@0 ack 4 | 1 | false | 6"
            + " | ALREADY_ACKNOWLEDGED | RAISED 1 paged 1@0 ack 4 | -",
        "not of a kind that counts | RAISED 1 paged 1@0 due 15 | 1 | false | 4"
            + " | NOT_READ_BACK | RAISED 1 paged 1@0 due 15 | -",
        "of an older page, not of a kind that counts | UPDATED 2 paged 2@9 due 24 | 1 | false | 10"
            + " | PAGE_IS_NEWER | UPDATED 2 paged 2@9 due 24 | -",
        "of an older page that was acknowledged since | UPDATED 2 paged 2@9 ack 10 | 1 | true | 12"
            + " | PAGE_IS_NEWER | UPDATED 2 paged 2@9 ack 10 | -",
        "after the retraction | RETRACTED 2 paged 1@0 | 1 | true | 4"
            + " | ALERT_RETRACTED | RETRACTED 2 paged 1@0 | -",
        "after the retraction, a second time | RETRACTED 2 paged 1@0 ack 3 | 1 | true | 4"
            + " | ALERT_RETRACTED | RETRACTED 2 paged 1@0 ack 3 | -",
        "of nothing | - | 1 | true | 4 | UNKNOWN_ALERT | - | -",
        "of nothing, no revision | - | - | false | 4 | UNKNOWN_ALERT | - | -"
      })
  void acknowledged(
      String why,
      @Nullable String before,
      @Nullable Integer revision,
      boolean accepted,
      long minute,
      AckOutcome outcome,
      @Nullable String after,
      @Nullable Long sincePage) {
    AckVerdict verdict =
        FollowUps.acknowledged(
            FollowUpText.parse(before), revision, accepted, FollowUpText.minutes(minute));

    assertThat(verdict.outcome()).as(why).isEqualTo(outcome);
    assertThat(FollowUpText.of(verdict.after())).as(why).isEqualTo(after);
    assertThat(verdict.sincePage())
        .as(why)
        .isEqualTo(sincePage == null ? null : Duration.ofMinutes(sincePage));
  }

  @ParameterizedTest(name = "{index}: {0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // why | before | revision | at minute | minutes to the next level | after
        "the first level | RAISED 1 paged 1@0 due 15 | 2 | 15 | 15"
            + " | ESCALATED 2 paged 1@0 level 1 due 30",
        "a further level | UPDATED 5 paged 3@0 level 1 due 30 | 6 | 30 | 30"
            + " | ESCALATED 6 paged 3@0 level 2 due 60",
        "late, the next counts from now | RAISED 1 paged 1@0 due 15 | 2 | 600 | 15"
            + " | ESCALATED 2 paged 1@0 level 1 due 615",
        "the last level | ESCALATED 3 paged 1@0 level 2 due 60 | 4 | 60 | -"
            + " | ESCALATED 4 paged 1@0 level 3"
      })
  void escalated(
      String why, String before, int revision, long minute, @Nullable Long wait, String after) {
    assertThat(
            FollowUpText.of(
                FollowUps.escalated(
                    FollowUpText.required(before),
                    revision,
                    FollowUpText.minutes(minute),
                    wait == null ? null : Duration.ofMinutes(wait))))
        .as(why)
        .isEqualTo(after);
  }

  /** A follow-up that differs from itself as it comes back from the store would look changed. */
  @Test
  void timesAreKeptInMilliseconds() {
    var now = FollowUpText.START.plusNanos(1_999_999);
    var inMillis = FollowUpText.START.plusMillis(1);
    var paged = FollowUps.delivered(null, alert("RAISED 1", true), now, FIRST_WAIT);

    assertThat(paged.getPagedAt()).isEqualTo(inMillis);
    assertThat(paged.getDueAt()).isEqualTo(inMillis.plus(FIRST_WAIT));
    assertThat(FollowUps.escalated(paged, 2, now, FIRST_WAIT).getDueAt())
        .isEqualTo(inMillis.plus(FIRST_WAIT));
    assertThat(FollowUps.acknowledged(paged, 1, true, now).after())
        .satisfies(after -> assertThat(after.getAcknowledgedAt()).isEqualTo(inMillis));
  }

  /** Each outcome's code stands in audit records, which other systems count. */
  @ParameterizedTest
  @CsvSource({
    "ACKNOWLEDGED, acknowledged",
    "ALREADY_ACKNOWLEDGED, already-acknowledged",
    "ALERT_RETRACTED, alert-retracted",
    "NOT_READ_BACK, not-read-back",
    "PAGE_IS_NEWER, page-is-newer",
    "UNKNOWN_ALERT, unknown-alert"
  })
  void outcomesHaveStableCodes(AckOutcome outcome, String code) {
    assertThat(outcome.code()).isEqualTo(code);
  }

  private static CriticalLabAlert alert(String statusAndRevision, boolean page) {
    String[] words = statusAndRevision.split(" ", -1);
    return SampleAlert.potassium(AlertStatus.valueOf(words[0]), Integer.parseInt(words[1]), page);
  }
}
