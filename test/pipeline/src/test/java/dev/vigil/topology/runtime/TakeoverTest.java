package dev.vigil.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** When an instance looks for what the owner before it left open. */
class TakeoverTest {
  private static final TopicPartition FIRST = new TopicPartition("fhir.audit", 0);
  private static final TopicPartition SECOND = new TopicPartition("fhir.audit", 1);

  private final List<Set<TopicPartition>> asked = new ArrayList<>();
  private Set<TopicPartition> owned = Set.of();
  private boolean brokersAway;
  private long now;
  private final Takeover takeover = new Takeover(() -> owned, this::end, () -> {}, () -> now);

  private void end(Set<TopicPartition> written) {
    asked.add(written);
    if (brokersAway) {
      throw new VigilException(ExitCode.BROKER, "away", null);
    }
  }

  private void seconds(int count) {
    for (int second = 0; second < count; second++) {
      takeover.run();
      now += Duration.ofSeconds(1).toNanos();
    }
  }

  @Test
  void anInstanceWithoutPartitionsAsksNobody() {
    seconds(5);
    assertThat(asked).isEmpty();
  }

  @Test
  void looksEverySecondForHalfAMinuteAfterItGotAPartition() {
    owned = Set.of(FIRST);
    seconds(120);
    assertThat(asked).hasSize(31).containsOnly(Set.of(FIRST));
  }

  @Test
  void losingAPartitionIsNoReasonToLook() {
    owned = Set.of(FIRST, SECOND);
    seconds(60);
    asked.clear();
    owned = Set.of(SECOND);
    seconds(5);
    assertThat(asked).isEmpty();
    owned = Set.of(FIRST, SECOND);
    seconds(1);
    assertThat(asked).containsExactly(Set.of(FIRST, SECOND));
  }

  @Test
  void brokersThatAreAwayAreAskedAgain() {
    owned = Set.of(FIRST);
    brokersAway = true;
    seconds(3);
    brokersAway = false;
    seconds(1);
    assertThat(asked).hasSize(4);
  }
}
