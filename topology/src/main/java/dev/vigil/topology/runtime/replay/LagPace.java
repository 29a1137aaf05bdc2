package dev.vigil.topology.runtime.replay;

import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * So many records a second, and only while the application is at most so far behind: what is
 * replayed waits, what comes from the producers does not.
 */
public final class LagPace implements Pace {
  private static final long LOOK_EVERY_NANOS = Duration.ofMillis(100).toNanos();
  private static final int LARGEST_BATCH = 500;

  private final Lag lag;
  private final Bounds bounds;
  private final LongSupplier nanoTime;
  private final LongConsumer sleep;
  private final int batch;
  private long due;
  private long sent;

  /**
   * What is not to be exceeded.
   *
   * @param rate records a second
   * @param maxLag how many records may wait for the application before more are sent
   * @param patience how long to wait for a lag that does not shrink
   */
  public record Bounds(int rate, int maxLag, Duration patience) {}

  /**
   * With a clock.
   *
   * @param nanoTime as {@link System#nanoTime}
   * @param sleep waits so many nanoseconds
   */
  public LagPace(Lag lag, Bounds bounds, LongSupplier nanoTime, LongConsumer sleep) {
    this.lag = lag;
    this.bounds = bounds;
    this.nanoTime = nanoTime;
    this.sleep = sleep;
    this.batch = Math.max(1, Math.min(LARGEST_BATCH, Math.min(bounds.rate(), bounds.maxLag())));
    this.due = nanoTime.getAsLong();
  }

  /**
   * Waits until both bounds allow the records.
   *
   * @throws VigilException if the application does not come on
   */
  @Override
  public void await(int records) {
    long now = nanoTime.getAsLong();
    if (due > now) {
      sleep.accept(due - now);
    } else {
      due = now;
    }
    due += Duration.ofSeconds(records).toNanos() / bounds.rate();
    awaitLag();
    sent += records;
  }

  private void awaitLag() {
    long smallest = Long.MAX_VALUE;
    long since = nanoTime.getAsLong();
    for (long behind = lag.records(bounds.maxLag());
        behind > bounds.maxLag();
        behind = lag.records(bounds.maxLag())) {
      long now = nanoTime.getAsLong();
      if (behind < smallest) {
        smallest = behind;
        since = now;
      } else if (now - since > bounds.patience().toNanos()) {
        throw new VigilException(
            ExitCode.NOT_PROVEN,
            ("Ended after %d were sent: %d records wait for the application, and for %s it"
                    + " did not come closer to --max-lag %d. See that instances run and keep up,"
                    + " then run the command again: it goes on behind what was sent")
                .formatted(sent, smallest, bounds.patience(), bounds.maxLag()),
            null);
      }
      sleep.accept(LOOK_EVERY_NANOS);
    }
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public void close() {
    lag.close();
  }
}
