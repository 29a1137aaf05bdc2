package dev.vigil.topology.domain.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.ConsentBasis;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Decision;
import dev.vigil.avro.state.AlertFollowUp;
import dev.vigil.topology.domain.escalation.AckOutcome;
import dev.vigil.topology.domain.escalation.Escalation;
import dev.vigil.topology.domain.escalation.EscalationDecision;
import dev.vigil.topology.domain.escalation.FollowUps;
import dev.vigil.topology.domain.escalation.Ladder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What became of an alert while acknowledgements were switched off, when they are on again. */
class SwitchedOffTest {
  private static final Instant NOW = Instant.parse("2026-01-15T12:00:00Z");
  private static final ConsentBasis PERMITTED =
      ConsentBasis.newBuilder().setDecision(Decision.PERMIT).setRule("default-permit").build();
  private static final AlertFollowUp DUE =
      AlertFollowUp.newBuilder()
          .setRevision(1)
          .setStatus(AlertStatus.RAISED)
          .setPagedRevision(1)
          .setPagedAt(NOW.minusSeconds(900))
          .setDueAt(NOW)
          .build();

  @Test
  void whatWasRetractedMeanwhileIsNotEscalated() throws IOException {
    EscalationDecision decision = decide(AlertStatus.RETRACTED, 2);

    assertThat(decision.alert()).isNull();
    assertThat(decision.review()).isNull();
    assertThat(decision.ended()).isEqualTo("alert-retracted");
    assertThat(decision.after().getDueAt()).isNull();
    assertThat(FollowUps.acknowledged(decision.after(), null, true, NOW).outcome())
        .isEqualTo(AckOutcome.ALERT_RETRACTED);
  }

  @Test
  void whatWasUpdatedMeanwhileGoesOnFromItsNewestRevision() throws IOException {
    EscalationDecision decision = decide(AlertStatus.UPDATED, 4);

    assertThat(decision.alert()).isNotNull();
    assertThat(decision.alert().getRevision()).isEqualTo(5);
  }

  private static EscalationDecision decide(AlertStatus status, int revision) throws IOException {
    CriticalLabAlert raised = new Story().tell(StoryLine.parse("K=7.1")).alerts().get(0);
    CriticalLabAlert newest =
        CriticalLabAlert.newBuilder(raised).setStatus(status).setRevision(revision).build();
    return Escalation.decide(
        newest,
        DUE,
        Delivery.DELIVER,
        PERMITTED,
        new Ladder(List.of(Duration.ofMinutes(15), Duration.ofMinutes(15))),
        NOW);
  }
}
