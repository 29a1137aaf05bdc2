package dev.vigil.topology.runtime.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.topology.runtime.VigilException;
import java.time.Duration;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** What is replayed does not keep waiting what comes from the producers. */
class LagPaceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private long now;

  private LagPace pace(int rate, int maxLag, LongUnaryOperator lagByTime) {
    return new LagPace(
        enough -> lagByTime.applyAsLong(now),
        new LagPace.Bounds(rate, maxLag, PATIENCE),
        () -> now,
        nanos -> now += nanos);
  }

  private double seconds() {
    return now / 1e9;
  }

  @Test
  void aSecondHasNoMoreRecordsThanTheRate() {
    LagPace pace = pace(1_000, 2_000, time -> 0);
    for (int i = 0; i < 20; i++) {
      pace.await(500);
    }
    assertThat(seconds()).as("10,000 at 1,000 a second, the first at once").isEqualTo(9.5);
  }

  @Test
  void timeSpentElsewhereIsNotMadeUpForByABurst() {
    LagPace pace = pace(1_000, 2_000, time -> 0);
    pace.await(500);
    now += Duration.ofMinutes(1).toNanos();
    pace.await(500);
    pace.await(500);
    assertThat(seconds()).isEqualTo(60.5);
  }

  @Test
  void aBatchIsNoLargerThanWhatASecondOrTheLagAllows() {
    assertThat(pace(1_000, 2_000, time -> 0).batch()).isEqualTo(500);
    assertThat(pace(20, 2_000, time -> 0).batch()).isEqualTo(20);
    assertThat(pace(1_000, 7, time -> 0).batch()).isEqualTo(7);
  }

  @Test
  void nothingIsSentUntilTheApplicationHasCaughtUp() {
    // 100 records a second are processed, for longer than the patience.
    LagPace pace = pace(1_000, 2_000, time -> 10_000 - time / 10_000_000);
    pace.await(500);
    assertThat(seconds()).isBetween(80.0, 80.2);
  }

  @Test
  void anApplicationThatDoesNotComeOnEndsTheCommandAndSaysHowMuchWasSent() {
    LagPace pace = pace(1_000, 2_000, time -> time < Duration.ofSeconds(3).toNanos() ? 0 : 2_500);
    assertThatThrownBy(
            () -> {
              while (true) {
                pace.await(500);
              }
            })
        .isInstanceOf(VigilException.class)
        .hasMessageContaining("after 3000 were sent")
        .hasMessageContaining("2500 records wait")
        .hasMessageContaining("run the command again");
    assertThat(seconds()).isBetween(33.0, 33.3);
  }
}
