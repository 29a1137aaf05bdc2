package dev.vigil.demo;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A line a second, for logs and pipes; nothing while nothing happens. */
final class LineView implements View {
  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private final PrintWriter out;
  private long nextNanos = System.nanoTime();
  private long shown = -1;
  private List<CriticalLabAlert> shownAlerts = List.of();

  LineView(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void show(Progress progress) {
    Counts counts = progress.counts();
    long now = System.nanoTime();
    if (now - nextNanos < 0 || counts.auditRecords() == shown) {
      return;
    }
    nextNanos = now + INTERVAL_NANOS;
    shown = counts.auditRecords();
    List<CriticalLabAlert> fresh = new ArrayList<>(counts.newestAlerts());
    fresh.removeAll(shownAlerts);
    Collections.reverse(fresh);
    shownAlerts = counts.newestAlerts();
    for (CriticalLabAlert alert : fresh) {
      out.println("  " + alert.getStatus() + " " + alert.getPatientId() + " " + alert.getDisplay());
    }
    out.printf(
        "%,d of %,d, %,.0f/s: permitted %,d, denied %,d, duplicates %,d, dead letters %,d, lag %,d;"
            + " alerts raised %,d, updated %,d, retracted %,d%n",
        counts.auditRecords(),
        Math.max(progress.expected(), counts.in()),
        progress.rate(),
        counts.permitted(),
        counts.denied(),
        counts.duplicates(),
        counts.deadLetters(),
        counts.lag(),
        counts.alerts(AlertStatus.RAISED),
        counts.alerts(AlertStatus.UPDATED),
        counts.alerts(AlertStatus.RETRACTED));
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
