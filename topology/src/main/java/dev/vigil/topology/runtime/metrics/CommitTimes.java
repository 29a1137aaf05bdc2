package dev.vigil.topology.runtime.metrics;

import dev.vigil.topology.pipeline.InFlight;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * From the log to whoever reads outputs: how long records took until the transaction was committed
 * that holds their outputs. Written is not visible: brokers that commit slowly hold every alert up.
 * Each stream thread has a transaction of its own; safe for several.
 */
public final class CommitTimes implements InFlight {
  /** What a ward feels, and what an outage makes of it. */
  private static final Duration[] LATENCIES = {
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5)
  };

  /** Records of one transaction that are timed; no thread writes more within a commit interval. */
  private static final int MOST = 1 << 20;

  private static final int FIRST = 256;

  private final Timer records;
  private final Timer alerts;
  private final Timer commits;
  private final Timer transactions;
  private final Counter aborted;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final ThreadLocal<Transaction> open = ThreadLocal.withInitial(Transaction::new);

  /** Records of a thread that are written and not committed. */
  private static final class Transaction {
    private long[] appendedAt = new long[FIRST];

    /** The same, of those with an alert. */
    private long[] alertedAt = new long[FIRST];

    private int written;
    private int alerted;
    private long began;

    void forget() {
      written = 0;
      alerted = 0;
    }
  }

  /**
   * Nothing committed yet.
   *
   * @param clock to be compared with the brokers', which says when a record came into the log
   * @param nanoTime as {@link System#nanoTime}
   */
  public CommitTimes(MeterRegistry registry, InstantSource clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.records =
        Timer.builder("vigil.record.latency")
            .description(
                "Time from a record's log-append to the commit of its outputs; replays and backfill"
                    + " do not count")
            .serviceLevelObjectives(LATENCIES)
            .register(registry);
    this.alerts =
        Timer.builder("vigil.alert.latency")
            .description(
                "Time from the log-append of a record that led to an alert to the commit of the alert")
            .serviceLevelObjectives(LATENCIES)
            .register(registry);
    this.commits =
        Timer.builder("vigil.commit")
            .description("Time that the brokers took to commit a transaction")
            .register(registry);
    this.transactions =
        Timer.builder("vigil.transaction")
            .description("Time from the begin of a transaction to its commit")
            .register(registry);
    this.aborted =
        Counter.builder("vigil.transactions.aborted")
            .description("Transactions given up; their records are processed again")
            .register(registry);
  }

  @Override
  public void written(long appendedAt, boolean alerted) {
    Transaction transaction = open.get();
    if (transaction.written < MOST) {
      transaction.appendedAt = with(transaction.appendedAt, transaction.written++, appendedAt);
    }
    if (alerted && transaction.alerted < MOST) {
      transaction.alertedAt = with(transaction.alertedAt, transaction.alerted++, appendedAt);
    }
  }

  private static long[] with(long[] times, int at, long time) {
    long[] enough = at < times.length ? times : Arrays.copyOf(times, 2 * times.length);
    enough[at] = time;
    return enough;
  }

  void began() {
    Transaction transaction = open.get();
    transaction.forget();
    transaction.began = nanoTime.getAsLong();
  }

  /**
   * The thread's transaction was committed.
   *
   * @param asked when the commit was asked for, by the clock of this object
   */
  void committed(long asked) {
    long nanos = nanoTime.getAsLong();
    long now = clock.millis();
    Transaction transaction = open.get();
    commits.record(nanos - asked, TimeUnit.NANOSECONDS);
    transactions.record(nanos - transaction.began, TimeUnit.NANOSECONDS);
    record(records, transaction.appendedAt, transaction.written, now);
    record(alerts, transaction.alertedAt, transaction.alerted, now);
    transaction.forget();
  }

  void aborted() {
    aborted.increment();
    open.get().forget();
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /** The brokers' clock may be ahead of this machine's. */
  private static void record(Timer timer, long[] from, int count, long now) {
    for (int i = 0; i < count; i++) {
      timer.record(Math.max(0, now - from[i]), TimeUnit.MILLISECONDS);
    }
  }
}
