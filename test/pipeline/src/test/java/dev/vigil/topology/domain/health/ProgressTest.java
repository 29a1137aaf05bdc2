package dev.vigil.topology.domain.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.vigil.topology.domain.health.Liveness.Status;
import dev.vigil.topology.domain.health.Look.StreamState;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** When a restart is what an instance needs; the bound is 60 s. */
class ProgressTest {
  static Stream<Arguments> cases() {
    return Stream.of(
        arguments(
            when("there is no input", script -> script.partition(0, 0, 100).seconds(600)),
            Status.IDLE),
        arguments(
            when("nothing is this instance's to process", script -> script.seconds(600)),
            Status.IDLE),
        arguments(
            when("it falls behind", script -> script.partition(0, 100, 1).seconds(600)),
            Status.WORKING),
        arguments(
            when(
                "records wait for less than the bound",
                script -> script.partition(0, 10, 0).seconds(60)),
            Status.WORKING),
        arguments(
            when(
                "records wait for the bound and none is processed",
                script -> script.partition(0, 10, 0).seconds(61)),
            Status.STUCK),
        arguments(
            when(
                "records are taken and not committed, for less than five times the bound",
                script -> script.partition(0, 10, 0).repeating(0).seconds(300)),
            Status.WORKING),
        arguments(
            when(
                "the same records are taken again and again",
                script -> script.partition(0, 10, 0).repeating(0).seconds(301)),
            Status.STUCK),
        arguments(
            when(
                "one of two partitions stands",
                script -> script.partition(0, 100, 100).partition(1, 1, 0).seconds(62)),
            Status.STUCK),
        arguments(
            when(
                "one record is processed just in time",
                script ->
                    script
                        .partition(0, 10, 0)
                        .seconds(59)
                        .partition(0, 10, 1)
                        .seconds(1)
                        .partition(0, 10, 0)
                        .seconds(59)),
            Status.WORKING),
        arguments(
            when(
                "the partition goes to another instance meanwhile",
                script -> script.partition(0, 10, 0).seconds(90).partition(0, 0, 1000).seconds(2)),
            Status.IDLE),
        arguments(
            when(
                "a restore takes an hour and moves",
                script ->
                    script
                        .state(StreamState.REBALANCING)
                        .partition(0, 100, 100)
                        .restore(Set.of(0), 3_600_000, 100)
                        .seconds(3_600)),
            Status.RESTORING),
        arguments(
            when(
                "a restore stands",
                script ->
                    script
                        .partition(0, 100, 100)
                        .restore(Set.of(0), 1_000, 10)
                        .seconds(50)
                        .restoreRate(0)
                        .seconds(61)),
            Status.STUCK),
        arguments(
            when(
                "one partition is restored and another stands",
                script ->
                    script
                        .partition(0, 100, 100)
                        .partition(1, 100, 0)
                        .restore(Set.of(0), 1_000_000, 10)
                        .seconds(62)),
            Status.STUCK),
        arguments(
            when(
                "a restore is over and nothing is processed afterwards",
                script ->
                    script
                        .partition(0, 100, 0)
                        .restore(Set.of(0), 1_000_000, 10)
                        .seconds(600)
                        .restored()
                        .seconds(59)),
            Status.WORKING),
        arguments(
            when(
                "the brokers do not answer",
                script -> script.partition(0, 10, 0).brokersAnswer(false, null).seconds(600)),
            Status.BROKERS_AWAY),
        arguments(
            when(
                "a restore waits for brokers that do not answer",
                script ->
                    script
                        .restore(Set.of(0), 1_000, 0)
                        .brokersAnswer(false, "TimeoutException")
                        .seconds(600)),
            Status.BROKERS_AWAY),
        arguments(
            when(
                "the brokers answer again and nothing is processed for less than the bound",
                script ->
                    script
                        .partition(0, 10, 0)
                        .brokersAnswer(false, null)
                        .seconds(600)
                        .brokersAnswer(true, null)
                        .seconds(45)),
            Status.WORKING),
        arguments(
            when(
                "the thread waits for brokers that answer others",
                script -> script.partition(0, 10, 0).found(0, 0, 1, 0, 0).seconds(600)),
            Status.BROKERS_AWAY),
        arguments(
            when(
                "the process was frozen while records waited, and thaws",
                script ->
                    script
                        .partition(0, 10, 0)
                        .seconds(10)
                        .frozen(Duration.ofMinutes(30))
                        .seconds(20)),
            Status.WORKING),
        arguments(
            when(
                "a rebalance takes long and nobody processes",
                script -> script.state(StreamState.REBALANCING).partition(0, 10, 0).seconds(62)),
            Status.STUCK),
        arguments(
            when("the stream has ended", script -> script.state(StreamState.STOPPED).seconds(1)),
            Status.STOPPED));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("cases")
  void judges(UnaryOperator<LookScript> story, Status status) {
    Liveness liveness = story.apply(new LookScript()).liveness();

    assertThat(liveness.status()).as(liveness.reason()).isEqualTo(status);
    assertThat(liveness.isAlive()).isEqualTo(status != Status.STUCK && status != Status.STOPPED);
    assertThat(liveness.reason()).isNotBlank();
  }

  @Test
  void saysWhatStandsAndWhere() {
    LookScript script = new LookScript().partition(3, 10, 0).found(0, 1, 0, 0, 0).seconds(61);

    assertThat(script.liveness().reason())
        .isEqualTo(
            "partition 3: 610 records wait, and none was committed for 60 s; its thread is at"
                + " SomeSTATE.method");
  }

  @Test
  void isAliveAgainWhenSomethingMoves() {
    LookScript script = new LookScript().partition(0, 10, 0).seconds(80);
    assertThat(script.liveness().isAlive()).isFalse();

    assertThat(script.partition(0, 10, 5).seconds(1).liveness().status()).isEqualTo(Status.WORKING);
  }

  private static Named<UnaryOperator<LookScript>> when(
      String text, UnaryOperator<LookScript> story) {
    return named(text, story);
  }
}
