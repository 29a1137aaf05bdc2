package dev.vigil.fault.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LedgerTest {
  private final Ledger ledger = new Ledger(2);

  @Test
  void knowsWhatStandsWhereAndSinceWhen() {
    for (int number = 0; number < 20_000; number++) {
      ledger.sent(number, number);
      ledger.acknowledged(number, number % 2, number / 2, number + 7);
    }

    assertThat(ledger.acknowledged()).isEqualTo(20_000);
    assertThat(ledger.pending()).isZero();
    assertThat(ledger.end(1)).isEqualTo(10_000);
    assertThat(ledger.number(1, 9_999)).isEqualTo(19_999);
    assertThat(ledger.sentAt(1, 9_999)).isEqualTo(19_999);
    assertThat(ledger.acknowledgedAt(1, 9_999)).isEqualTo(20_006);
    assertThat(ledger.acknowledgedAt(1, 10_000)).isEqualTo(Ledger.NONE);
  }

  @Test
  void keepsWhatTheBrokersShouldNotDo() {
    ledger.sent(0, 0);
    ledger.sent(1, 0);
    ledger.sent(2, 0);
    ledger.acknowledged(0, 0, 5, 1);
    ledger.acknowledged(1, 0, 5, 1);
    ledger.refused(2, "TimeoutException");

    assertThat(ledger.twice()).containsExactly(new Ledger.Twice(0, 5, 0, 1));
    assertThat(ledger.number(0, 4)).as("a hole").isEqualTo((int) Ledger.NONE);
    assertThat(ledger.refusals()).containsExactly(new Ledger.Refusal(2, "TimeoutException"));
    assertThat(ledger.pending()).isZero();
  }
}
