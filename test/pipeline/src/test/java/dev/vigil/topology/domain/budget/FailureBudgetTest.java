package dev.vigil.topology.domain.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.event.DeadLetterReason.Category;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** When too many records failed. */
class FailureBudgetTest {
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final DeadLetterReason FAILED = DeadLetterReason.STEP_FAILED;

  private long now = 17;

  @ParameterizedTest(name = "{3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # limit, percent, records as: count letter … (f failed, o ok, m minutes pass) | record that spends it
          100 |  1 | 100f               | none: as many as allowed | 0
          100 |  1 | 101f               | everything fails | 101
          100 |  1 | 9900o 101f         | one percent | 10001
          100 |  1 | 20000o 101f        | less than one percent | 0
          100 |  1 | 100000o 1000f      | just below one percent, although many | 0
          100 |  1 | 100000o 1011f      | one percent of many | 101011
          100 |  1 | 60f 11m 60f        | a window apart | 0
          100 |  1 | 60f 9m 60f         | within a window | 101
          100 |  1 | 60f 5m 30f 6m 60f  | the first sixty are forgotten | 0
          100 |  1 | 60f 5m 60f 30m 40f | spent is spent | 101
          100 |  1 | 20000o 11m 101f    | good records are forgotten, too | 20101
          2   | 50 | 3o 2f 1o 1f 1f     | half of the records, and more than two | 8
          2   |  0 | 1000000o 3f        | any share | 1000003
          0   |  0 | 100000f            | no budget | 0
          1   |  1 | 1f 100000m 1f      | a long pause | 0
          """)
  void isSpentAtTheRecordThatIsOneTooMany(
      int limit, int percent, String script, String what, int spender) {
    FailureBudget budget = budget(limit, percent);

    assertThat(firstRefused(budget, script)).as(what).isEqualTo(spender);
    assertThat(budget.isSpent()).isEqualTo(spender > 0);
    assertThat(budget.use().level() == 1).isEqualTo(spender > 0);
  }

  /** Number of the first record that must not be written; 0: none. */
  private int firstRefused(FailureBudget budget, String script) {
    int record = 0;
    int refused = 0;
    for (String part : script.split(" ", -1)) {
      int count = Integer.parseInt(part.substring(0, part.length() - 1));
      char what = part.charAt(part.length() - 1);
      if (what == 'm') {
        now += Duration.ofMinutes(count).toNanos();
        continue;
      }
      for (int i = 0; i < count; i++) {
        record++;
        boolean spent = budget.count(what == 'f' ? FAILED : null) != null;
        refused = spent && refused == 0 ? record : refused;
      }
    }
    return refused;
  }

  @ParameterizedTest
  @EnumSource(DeadLetterReason.class)
  void producersFaultsUseNothing(DeadLetterReason reason) {
    FailureBudget budget = budget(1, 0);
    budget.count(reason);
    budget.count(reason);

    assertThat(budget.isSpent())
        .isEqualTo(Set.of(Category.PROCESSING, Category.SCHEMA).contains(reason.category()));
    assertThat(budget.use().records()).isEqualTo(2);
  }

  @Test
  void onceSpentItTellsWhatWasUsedThenAndLetsGoodRecordsPass() {
    FailureBudget budget = budget(1, 1);
    budget.count(FAILED);
    budget.count(DeadLetterReason.MALFORMED_AVRO);
    now += Duration.ofDays(1).toNanos();

    assertThat(budget.count(null)).isNull();
    assertThat(budget.count(DeadLetterReason.KEY_MISSING)).isNull();
    assertThat(budget.count(FAILED)).isEqualTo(budget.use());
    assertThat(budget.use().text())
        .isEqualTo(
            "2 dead letters of category processing or schema within PT10M (malformed-avro 1,"
                + " step-failed 1), 100.0 % of 2 records; allowed are 1, or less than 1 %");
  }

  @ParameterizedTest
  @CsvSource({"100, 0, 49, 0.49", "99, 1, 50, 0.5", "99, 10, 1, 0.01", "0, 0, 500, 0"})
  void theLevelIsThatOfTheCloserLimit(int limit, int percent, int failures, double level) {
    FailureBudget budget = budget(limit, percent);
    for (int i = 0; i < failures; i++) {
      budget.count(FAILED);
    }
    assertThat(budget.use().level()).isCloseTo(level, within(0.006));
  }

  @Test
  void aSmallShareOfALargeBacklogIsFarFromSpent() {
    FailureBudget budget = budget(100, 1);
    for (int i = 0; i < 1_000_000; i++) {
      assertThat(budget.count(i % 1_000 == 0 && i > 0 ? FAILED : null)).isNull();
    }
    assertThat(budget.use().deadLetters()).isEqualTo(999);
    assertThat(budget.use().level()).isCloseTo(0.1, within(0.001));
  }

  @Test
  void threadsShareOneBudget() throws Exception {
    FailureBudget budget = budget(10_000, 1);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Long>> work = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        work.add(() -> refused(budget, 5_000));
      }
      long refused = 0;
      for (Future<Long> each : threads.invokeAll(work)) {
        refused += each.get();
      }
      assertThat(refused).as("of 20,000, all but what is allowed").isEqualTo(10_000);
    } finally {
      threads.shutdownNow();
    }
  }

  private static long refused(FailureBudget budget, int failures) {
    long refused = 0;
    for (int i = 0; i < failures; i++) {
      @Nullable BudgetUse spent = budget.count(FAILED);
      refused += spent == null ? 0 : 1;
    }
    return refused;
  }

  private FailureBudget budget(int limit, int percent) {
    return new FailureBudget(new BudgetLimits(limit, WINDOW, percent), () -> now);
  }
}
