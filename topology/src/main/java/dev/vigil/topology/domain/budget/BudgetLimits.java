package dev.vigil.topology.domain.budget;

import java.time.Duration;

/**
 * What an instance may fail in: the budget is spent when both are exceeded.
 *
 * @param deadLetters most within the window; 0: there is no budget
 * @param window how long a record counts
 * @param percent share of the window's records, from which on dead letters are too many
 */
public record BudgetLimits(int deadLetters, Duration window, int percent) {
  boolean isOff() {
    return deadLetters == 0;
  }

  boolean areExceededBy(long failed, long records) {
    return !isOff() && failed > deadLetters && failed * 100 >= percent * records;
  }

  /** How much is used by these, 0 to 1; 1 is too much. */
  double level(long failed, long records) {
    if (isOff() || failed == 0) {
      return 0;
    }
    double ofNumber = failed / (deadLetters + 1.0);
    double ofShare = percent == 0 ? 1 : failed * 100.0 / ((double) percent * records);
    return Math.min(1, Math.min(ofNumber, ofShare));
  }
}
