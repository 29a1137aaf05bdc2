package dev.vigil.topology.cli.io;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far a long command has come, on one line of standard error that is written over; nothing
 * where nobody looks on, as in a script.
 */
public final class ProgressLine implements AutoCloseable {
  private static final long EVERY_NANOS = Duration.ofMillis(500).toNanos();
  private static final int BAR = 30;

  private final PrintWriter err;
  private final boolean shown;
  private final String what;
  private final long total;
  private final LongSupplier nanoTime;
  private final long start;
  private long last;
  private long done;

  /**
   * Nothing done yet.
   *
   * @param what is counted, in the plural
   * @param total how many there are to do; 0: not known
   * @param nanoTime as {@link System#nanoTime}
   */
  public ProgressLine(
      PrintWriter err, boolean shown, String what, long total, LongSupplier nanoTime) {
    this.err = err;
    this.shown = shown;
    this.what = what;
    this.total = total;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.last = start;
  }

  /** On the terminal of this process, if there is one. */
  // The launcher sets jdk.console=java.base, so that JDK 22 and later answer as earlier ones do.
  @SuppressWarnings("SystemConsoleNull")
  public static ProgressLine onTerminal(PrintWriter err, String what, long total) {
    return new ProgressLine(err, System.console() != null, what, total, System::nanoTime);
  }

  /** So many more are done. */
  public void add(long more) {
    done += more;
    if (!shown) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (now - last >= EVERY_NANOS) {
      last = now;
      print(now);
    }
  }

  private void print(long now) {
    double seconds = Math.max(1e-3, (now - start) / 1e9);
    String rate = String.format(Locale.ROOT, "%,d/s", Math.round(done / seconds));
    if (total > 0) {
      int filled = (int) Math.min(BAR, BAR * done / total);
      err.printf(
          Locale.ROOT,
          "\r[%s%s] %3d %% of %,d %s, %s ",
          "#".repeat(filled),
          ".".repeat(BAR - filled),
          Math.min(100, 100 * done / total),
          total,
          what,
          rate);
    } else {
      err.printf(Locale.ROOT, "\r%,d %s, %s ", done, what, rate);
    }
    err.flush();
  }

  /** Ends the line, if one was begun. */
  @Override
  public void close() {
    if (shown && last != start) {
      print(nanoTime.getAsLong());
      err.println();
      err.flush();
    }
  }
}
