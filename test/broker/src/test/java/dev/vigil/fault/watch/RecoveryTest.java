package dev.vigil.fault.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fault.ledger.Ledger;
import org.junit.jupiter.api.Test;

/** How idle time and lag are reckoned from what was noted. */
class RecoveryTest {
  private final Ledger ledger = new Ledger(1);
  private final Arrivals arrivals = new Arrivals();
  private final LagSamples lag = new LagSamples();

  private void sent(int number, long sentAt, long acknowledgedAt) {
    ledger.sent(number, sentAt);
    ledger.acknowledged(number, 0, number, acknowledgedAt);
  }

  private long idle(long since, long now) {
    return IdleTime.longest(arrivals, ledger, 0, since, now);
  }

  @Test
  void aPartitionWithoutInputIsNotIdle() {
    sent(0, 0, 10);
    arrivals.add(0, 15);
    sent(1, 1_000, 1_010);
    arrivals.add(1, 1_017);

    assertThat(idle(0, 5_000)).as("from acknowledgement to audit").isEqualTo(7);
  }

  @Test
  void isIdleFromTheLastAuditRecordOnWhileInputWaits() {
    sent(0, 0, 10);
    sent(1, 0, 11);
    arrivals.add(0, 20);
    arrivals.add(1, 320);

    assertThat(idle(0, 400)).isEqualTo(300);
    assertThat(idle(320, 400)).as("it was over by then").isZero();
  }

  @Test
  void whatStillWaitsCountsUntilNow() {
    sent(0, 0, 10);

    assertThat(idle(0, 500)).isEqualTo(490);
  }

  @Test
  void aLostRecordDoesNotMakeAPartitionIdleForEver() {
    sent(0, 0, 10);
    sent(1, 0, 10);
    arrivals.add(1, 30);

    assertThat(idle(0, 9_000)).isEqualTo(20);
  }

  /** What a killed instance had committed becomes readable after its death: that is no takeover. */
  @Test
  void takeoverIsTheFirstRecordThatWasSentAfterwards() {
    sent(0, 0, 10);
    sent(1, 200, 210);
    arrivals.add(0, 110);
    arrivals.add(1, 700);

    assertThat(IdleTime.firstSentAfter(arrivals, ledger, 0, 100)).isEqualTo(700);
    assertThat(IdleTime.firstSentAfter(arrivals, ledger, 0, 300)).isEqualTo(Ledger.NONE);
  }

  @Test
  void lagIsWorkedOffOnceNoMoreWaitThanBefore() {
    long[] lags = {3, 5, 4, 80, 200, 90, 4, 300};
    for (int i = 0; i < lags.length - 1; i++) {
      lag.add(i * 100L, lags[i]);
    }

    assertThat(lag.before(200)).isEqualTo(5);
    assertThat(lag.most(200)).isEqualTo(200);
    assertThat(lag.workedOff(200, 5)).isEqualTo(600);
    lag.add(700, 300);
    assertThat(lag.workedOff(200, 5)).as("it grew again").isEqualTo(Ledger.NONE);
  }
}
