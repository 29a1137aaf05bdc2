package dev.vigil.topology.domain.budget;

import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.event.DeadLetterReason.Category;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts how many of an instance's records fail for what is rather the deployment's fault than
 * theirs: a step that throws, a schema that nobody can read. One for all threads of an instance;
 * safe for several threads, and of constant size: a ring of slots, each a part of the window.
 *
 * <p>The window is time of processing, on a clock that never goes back: what is to be stopped is a
 * build that works through a backlog of any age. What a rolled-back transaction counted is counted
 * again when it is processed again. Once spent, it stays so.
 */
public final class FailureBudget {
  /** A record counts for the window, or up to a slot less, and never longer. */
  private static final int SLOTS = 60;

  private final BudgetLimits limits;
  private final LongSupplier nanoTime;
  private final long start;
  private final long slotNanos;
  private final long[] recordsBySlot = new long[SLOTS];
  private final List<Map<DeadLetterReason, Long>> failuresBySlot = new ArrayList<>(SLOTS);
  private final Map<DeadLetterReason, Long> failures = new EnumMap<>(DeadLetterReason.class);
  private long failed;
  private long records;
  private long newest;
  private @Nullable BudgetUse spent;

  /**
   * Nothing used yet.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  public FailureBudget(BudgetLimits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.slotNanos = Math.max(1, limits.window().toNanos() / SLOTS);
    for (int slot = 0; slot < SLOTS; slot++) {
      failuresBySlot.add(new EnumMap<>(DeadLetterReason.class));
    }
  }

  /**
   * Counts a record that is about to be written.
   *
   * @param reason why it is a dead letter; null: it is none
   * @return what was used when the budget was spent, if this record must not be written therefore;
   *     else null
   */
  public synchronized @Nullable BudgetUse count(@Nullable DeadLetterReason reason) {
    advance();
    int slot = (int) (newest % SLOTS);
    records++;
    recordsBySlot[slot]++;
    if (reason == null || !counts(reason)) {
      return null;
    }
    failed++;
    failures.merge(reason, 1L, Long::sum);
    failuresBySlot.get(slot).merge(reason, 1L, Long::sum);
    if (spent == null && limits.areExceededBy(failed, records)) {
      spent = current();
    }
    return spent;
  }

  /** Whether dead letters of this reason use the budget; all others are a producer's own fault. */
  public static boolean counts(DeadLetterReason reason) {
    return reason.category() == Category.PROCESSING || reason.category() == Category.SCHEMA;
  }

  /** What is used now; once spent, what was used then. */
  public synchronized BudgetUse use() {
    if (spent != null) {
      return spent;
    }
    advance();
    return current();
  }

  /** Whether it is spent. */
  public synchronized boolean isSpent() {
    return spent != null;
  }

  public BudgetLimits limits() {
    return limits;
  }

  private BudgetUse current() {
    SortedMap<String, Long> byReason = new TreeMap<>();
    failures.forEach(
        (reason, count) -> {
          if (count > 0) {
            byReason.put(reason.code(), count);
          }
        });
    return new BudgetUse(limits, records, byReason, limits.level(failed, records));
  }

  /** Forgets the slots that the window has left behind. */
  private void advance() {
    long now = (nanoTime.getAsLong() - start) / slotNanos;
    long passed = Math.min(now - newest, SLOTS);
    for (long i = 1; i <= passed; i++) {
      forget((int) ((newest + i) % SLOTS));
    }
    newest = Math.max(newest, now);
  }

  private void forget(int slot) {
    records -= recordsBySlot[slot];
    recordsBySlot[slot] = 0;
    Map<DeadLetterReason, Long> forgotten = failuresBySlot.get(slot);
    forgotten.forEach(
        (reason, count) -> {
          failures.merge(reason, -count, Long::sum);
          failed -= count;
        });
    forgotten.clear();
  }
}
