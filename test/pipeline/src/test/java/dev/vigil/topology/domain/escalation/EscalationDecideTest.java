package dev.vigil.topology.domain.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.ConsentBasis;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Decision;
import dev.vigil.topology.domain.alert.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens when an alert is due; the notation of a follow-up is that of FollowUpText. */
class EscalationDecideTest {
  private static final Ladder LADDER =
      new Ladder(List.of(Duration.ofMinutes(15), Duration.ofMinutes(15), Duration.ofMinutes(30)));

  @ParameterizedTest(name = "{index}: {0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // why | newest revision | follow-up | consent allows | at minute
        //   | alert written | review item | ended because | follow-up after
        "first level | RAISED 1 | RAISED 1 paged 1@0 due 15 | DELIVER | 15"
            + " | ESCALATED 2 level 1 by 30 | - | - | ESCALATED 2 paged 1@0 level 1 due 30",
        "second level | ESCALATED 2 | ESCALATED 2 paged 1@0 level 1 due 30 | DELIVER | 30"
            + " | ESCALATED 3 level 2 by 60 | - | - | ESCALATED 3 paged 1@0 level 2 due 60",
        "last level | ESCALATED 3 | ESCALATED 3 paged 1@0 level 2 due 60 | DELIVER | 60"
            + " | ESCALATED 4 level 3 | - | ladder-ended | ESCALATED 4 paged 1@0 level 3",
        "a ladder that is shorter since | ESCALATED 6 | ESCALATED 6 paged 1@0 level 5 due 90"
            + " | DELIVER | 90 | ESCALATED 7 level 6 | - | ladder-ended"
            + " | ESCALATED 7 paged 1@0 level 6",
        "late | RAISED 1 | RAISED 1 paged 1@0 due 15 | DELIVER | 600"
            + " | ESCALATED 2 level 1 by 615 | - | - | ESCALATED 2 paged 1@0 level 1 due 615",
        "after a quiet update | UPDATED 2 | UPDATED 2 paged 1@0 due 15 | DELIVER | 15"
            + " | ESCALATED 3 level 1 by 30 | - | - | ESCALATED 3 paged 1@0 level 1 due 30",
        "newer than the follow-up knows | UPDATED 4 | RAISED 1 paged 1@0 due 15 | DELIVER | 15"
            + " | ESCALATED 5 level 1 by 30 | - | - | ESCALATED 5 paged 1@0 level 1 due 30",
        "denied | RAISED 1 | RAISED 1 paged 1@0 due 15 | WITHHOLD | 15"
            + " | - | withheld-critical | consent-denied | RAISED 1 paged 1@0",
        "denied, break-glass | RAISED 1 | RAISED 1 paged 1@0 due 15 | BREAK_GLASS | 15"
            + " | ESCALATED 2 level 1 by 30 break-glass | - | -"
            + " | ESCALATED 2 paged 1@0 level 1 due 30",
        "last level, break-glass | ESCALATED 3 | ESCALATED 3 paged 1@0 level 2 due 60"
            + " | BREAK_GLASS | 60 | ESCALATED 4 level 3 break-glass | - | ladder-ended"
            + " | ESCALATED 4 paged 1@0 level 3",
        "forgotten | - | RAISED 1 paged 1@0 due 15 | DELIVER | 15"
            + " | - | escalation-failed | alert-forgotten | RAISED 1 paged 1@0",
        "forgotten and denied | - | RAISED 1 paged 1@0 due 15 | WITHHOLD | 15"
            + " | - | escalation-failed | alert-forgotten | RAISED 1 paged 1@0",
        "retracted unnoticed | RETRACTED 3 | ESCALATED 2 paged 1@0 level 1 due 30 | DELIVER | 30"
            + " | - | - | alert-retracted | RETRACTED 3 paged 1@0 level 1",
        "retracted unnoticed and denied | RETRACTED 2 | RAISED 1 paged 1@0 due 15 | WITHHOLD | 15"
            + " | - | - | alert-retracted | RETRACTED 2 paged 1@0"
      })
  void decides(
      String why,
      @Nullable String newest,
      String followUp,
      Delivery delivery,
      long minute,
      @Nullable String alert,
      @Nullable String review,
      @Nullable String ended,
      String after) {
    EscalationDecision decision =
        Escalation.decide(
            newest == null ? null : newest(newest),
            FollowUpText.required(followUp),
            delivery,
            SampleAlert.consent(Decision.PERMIT),
            LADDER,
            FollowUpText.minutes(minute));

    assertThat(told(decision.alert())).as(why).isEqualTo(alert);
    assertThat(decision.review()).as(why).isEqualTo(review);
    assertThat(decision.ended()).as(why).isEqualTo(ended);
    assertThat(FollowUpText.of(decision.after())).as(why).isEqualTo(after);
  }

  /** What the next person to be paged reads is the value as it stands, and for how long. */
  @Test
  void theAlertSaysTheSameOfTheValueAndHowLongItStands() {
    CriticalLabAlert newest = newest("UPDATED 2");
    ConsentBasis denied = SampleAlert.consent(Decision.DENY);
    Instant now = FollowUpText.minutes(20).plusNanos(7_999_999);

    CriticalLabAlert alert =
        Escalation.decide(
                newest,
                FollowUpText.required("UPDATED 2 paged 2@5 due 20"),
                Delivery.BREAK_GLASS,
                denied,
                LADDER,
                now)
            .alert();

    Instant inMillis = FollowUpText.minutes(20).plusMillis(7);
    assertThat(alert)
        .isEqualTo(
            CriticalLabAlert.newBuilder(newest)
                .setStatus(AlertStatus.ESCALATED)
                .setRevision(3)
                .setLevel(1)
                .setPage(true)
                .setAt(inMillis)
                .setStandingMs(20 * 60_000L + 7)
                .setAcknowledgeBy(inMillis.plus(Duration.ofMinutes(15)))
                .setPreviousValue("> 7.1 mmol/L")
                .setWorsening(false)
                .setConsent(denied)
                .setBreakGlass(true)
                .build());
  }

  /** Instances' clocks differ: an alert that is raised in the future stands for no time yet. */
  @Test
  void anAlertFromTheFutureStandsForNoTime() {
    CriticalLabAlert alert =
        Escalation.decide(
                newest("RAISED 1"),
                FollowUpText.required("RAISED 1 paged 1@0 due 15"),
                Delivery.DELIVER,
                SampleAlert.consent(Decision.PERMIT),
                LADDER,
                FollowUpText.START.minusSeconds(5))
            .alert();

    assertThat(alert).satisfies(a -> assertThat(a.getStandingMs()).isZero());
  }

  @Test
  void aLadderWaitsLevelByLevelAndEnds() {
    assertThat(LADDER.wait(0)).isEqualTo(Duration.ofMinutes(15));
    assertThat(LADDER.wait(2)).isEqualTo(Duration.ofMinutes(30));
    assertThat(LADDER.wait(3)).isNull();
    assertThat(LADDER.length()).isEqualTo(Duration.ofMinutes(60));
    assertThat(new Ladder(List.of()).wait(0)).isNull();
    assertThat(new Ladder(List.of()).length()).isZero();
  }

  /** A quiet revision, so that an escalation that forgot to page would show. */
  private static CriticalLabAlert newest(String statusAndRevision) {
    String[] words = statusAndRevision.split(" ", -1);
    return SampleAlert.potassium(AlertStatus.valueOf(words[0]), Integer.parseInt(words[1]), false);
  }

  private static @Nullable String told(@Nullable CriticalLabAlert alert) {
    if (alert == null) {
      return null;
    }
    Instant by = alert.getAcknowledgeBy();
    return alert.getStatus()
        + " "
        + alert.getRevision()
        + " level "
        + alert.getLevel()
        + (alert.getPage() ? "" : " quiet")
        + (by == null ? "" : " by " + Duration.between(FollowUpText.START, by).toMinutes())
        + (alert.getBreakGlass() ? " break-glass" : "");
  }
}
