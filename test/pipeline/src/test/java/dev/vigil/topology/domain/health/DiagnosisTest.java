package dev.vigil.topology.domain.health;

import static dev.vigil.topology.domain.health.Cause.BROKERS;
import static dev.vigil.topology.domain.health.Cause.CAPACITY;
import static dev.vigil.topology.domain.health.Cause.DISK;
import static dev.vigil.topology.domain.health.Cause.HOT_KEY;
import static dev.vigil.topology.domain.health.Cause.HOT_PARTITION;
import static dev.vigil.topology.domain.health.Cause.LAG;
import static dev.vigil.topology.domain.health.Cause.REBALANCING;
import static dev.vigil.topology.domain.health.Cause.REGISTRY;
import static dev.vigil.topology.domain.health.Cause.RESTORING;
import static dev.vigil.topology.domain.health.Cause.STUCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which cause is named; an instance is behind from 30 s of work on. */
class DiagnosisTest {
  static Stream<Arguments> cases() {
    return Stream.of(
        row("all is well", script -> even(script, 100, 200).seconds(60)),
        row(
            "a burst is over within the bound",
            script -> even(script, 0, 100).backlog(0, 2_500).seconds(15)),
        row("a record a minute", script -> script.partition(0, 0, 1).backlog(0, 1).seconds(120)),
        row(
            "one of four partitions gets more than it can, half of it of one key",
            script -> even(script, 10, 100).partition(2, 200, 100).seconds(60),
            LAG,
            HOT_KEY),
        row(
            "one of four partitions gets more than it can, no key of which stands out",
            script -> even(script, 10, 100).partition(1, 200, 100).seconds(60),
            LAG,
            HOT_PARTITION),
        row(
            "the only partition gets more than it can, half of it of one key",
            script -> script.partition(2, 200, 100).seconds(60),
            LAG,
            HOT_KEY),
        row(
            "all partitions get more than they can, one key of one of which stands out",
            script -> even(script, 200, 100).seconds(60),
            LAG,
            CAPACITY),
        row(
            "two partitions are behind and one a little more",
            script -> script.partition(0, 200, 100).partition(1, 230, 100).seconds(60),
            LAG,
            CAPACITY),
        row(
            "a backlog is worked off",
            script -> even(script, 10, 100).backlog(0, 10_000).seconds(40),
            LAG),
        row(
            "threads wait in the stores",
            script -> even(script, 200, 100).found(0.05, 0.85, 0.05, 0, 0.2).seconds(60),
            LAG,
            DISK),
        row(
            "threads wait in the stores while a backlog shrinks",
            script ->
                even(script, 10, 100)
                    .backlog(0, 10_000)
                    .found(0.05, 0.85, 0.05, 0, 0.2)
                    .seconds(40),
            LAG,
            DISK),
        row(
            "threads are in the stores and busy there",
            script -> even(script, 200, 100).found(0.1, 0.7, 0.1, 0, 0.95).seconds(60),
            LAG,
            CAPACITY),
        row(
            "threads wait to send and to commit",
            script -> even(script, 200, 100).found(0.1, 0.1, 0.8, 0, 0.1).seconds(60),
            LAG,
            BROKERS),
        row(
            "threads wait for records that are there",
            script -> even(script, 200, 100).found(0.9, 0.05, 0, 0, 0.1).seconds(60),
            LAG,
            BROKERS),
        row(
            "threads wait for the registry",
            script -> even(script, 200, 100).found(0.1, 0, 0, 0.9, 0.1).seconds(60),
            LAG,
            REGISTRY),
        row(
            "threads get no processor",
            script -> even(script, 200, 100).found(0.1, 0.3, 0.1, 0, 0.3).seconds(60),
            LAG,
            CAPACITY),
        row(
            "brokers do not answer",
            script -> even(script, 100, 200).seconds(20).brokersAnswer(false, null).seconds(10),
            BROKERS),
        row(
            "brokers are silent for a moment",
            script -> even(script, 100, 200).seconds(20).brokersAnswer(false, null).seconds(9)),
        row(
            "a long restore",
            script -> even(script, 100, 200).restore(Set.of(0, 1, 2, 3), 10_000, 10).seconds(60),
            RESTORING),
        row(
            "a restore of a moment",
            script -> even(script, 100, 200).restore(Set.of(0, 1), 10_000, 10).seconds(4)),
        row(
            "nothing is processed, not for long enough yet to be stuck",
            script -> even(script, 100, 100).seconds(30).partition(1, 100, 0).seconds(50),
            LAG),
        row(
            "one partition is stuck",
            script -> even(script, 100, 100).seconds(30).partition(1, 100, 0).seconds(70),
            LAG,
            STUCK),
        row(
            "many rebalances",
            script -> even(script, 100, 200).rebalance(9).seconds(60).rebalance(11).seconds(1),
            REBALANCING),
        row(
            "many rebalances, and quiet since",
            script -> even(script, 100, 200).rebalance(30).seconds(603)));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("cases")
  void namesTheCause(UnaryOperator<LookScript> story, List<Cause> causes, String codes) {
    LookScript script = story.apply(new LookScript(partition -> partition == 2 ? 0.47 : 0.01));

    assertThat(script.causes()).as(script.troubles().toString()).isEqualTo(causes);
    assertThat(script.troubles()).allSatisfy(one -> assertThat(one.reason()).isNotBlank());
  }

  @Test
  void saysHowFarBehindAndWhatToDo() {
    LookScript script =
        even(new LookScript(partition -> 0.47), 10, 100).partition(2, 200, 100).seconds(60);

    assertThat(script.reason(LAG))
        .isEqualTo(
            "6000 records wait, growing by 100 a second; partition 2 is furthest behind: 6000"
                + " records, about 60 s of work. Cause: hot-key. Nothing is lost");
    assertThat(script.reason(HOT_KEY))
        .contains("partition 2 has 100 %", "one key at least 47 %", "Find the producer");
  }

  @Test
  void saysHowMuchIsRestoredAndHowLongItTakes() {
    LookScript script = new LookScript().restore(Set.of(0, 1), 10_000, 50).seconds(60);

    assertThat(script.reason(RESTORING))
        .contains("30 % of the state of 2 partitions", "about 140 s more");
    script.seconds(20);
    assertThat(script.reason(RESTORING)).contains("40 % ");
  }

  @Test
  void isTheSameUntilMuchLessWaits() {
    LookScript script = even(new LookScript(), 200, 100).seconds(60);
    assertThat(script.causes()).contains(LAG);

    // 30 s of work are left, then 16, then 14.
    even(script, 0, 100).seconds(30);
    assertThat(script.causes()).containsExactly(LAG);
    assertThat(script.reason(LAG)).contains("worked off in about 30 s");
    assertThat(script.seconds(14).causes()).containsExactly(LAG);
    assertThat(script.seconds(2).causes()).isEmpty();
  }

  @Test
  void aCauseStaysUntilItIsClearlyOver() {
    LookScript script = even(new LookScript(), 200, 100).found(0, 0.1, 0.4, 0, 0.2).seconds(60);
    assertThat(script.causes()).containsExactly(LAG, CAPACITY);

    assertThat(script.found(0, 0.1, 0.6, 0, 0.2).seconds(60).causes())
        .containsExactly(LAG, BROKERS);
    assertThat(script.found(0, 0.1, 0.4, 0, 0.2).seconds(60).causes())
        .containsExactly(LAG, BROKERS);
    assertThat(script.found(0, 0.1, 0.3, 0, 0.2).seconds(60).causes())
        .containsExactly(LAG, CAPACITY);
  }

  private static LookScript even(LookScript script, long arrive, long process) {
    for (int partition = 0; partition < 4; partition++) {
      script.partition(partition, arrive, process);
    }
    return script;
  }

  private static Arguments row(String text, UnaryOperator<LookScript> story, Cause... causes) {
    List<Cause> sorted = Arrays.stream(causes).sorted().toList();
    return arguments(named(text, story), sorted, sorted.toString());
  }
}
