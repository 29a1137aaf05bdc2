package dev.vigil.topology.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks again what this application is allowed, once its internal topics exist: before, brokers tell
 * nothing of them. That it may not read one would else be found by a takeover, the day it counts.
 * Run every second on a thread that may wait for brokers.
 */
final class AccessWatch implements Runnable {
  private final Supplier<AccessCheck.Findings> look;
  private final Consumer<VigilException> refused;
  private boolean done;

  /**
   * For one instance.
   *
   * @param look asks the brokers
   * @param refused takes what is missing, once
   */
  AccessWatch(Supplier<AccessCheck.Findings> look, Consumer<VigilException> refused) {
    this.look = look;
    this.refused = refused;
  }

  @Override
  public void run() {
    if (done) {
      return;
    }
    AccessCheck.Findings findings;
    try {
      findings = look.get();
    } catch (VigilException e) {
      // Brokers that are away now are asked again.
      return;
    }
    done = findings.complete() || !findings.missing().isEmpty();
    if (!findings.missing().isEmpty()) {
      List<String> lines = new ArrayList<>(findings.lines());
      lines.set(0, "Stopped: " + lines.get(0));
      refused.accept(new VigilException(ExitCode.BROKER, lines, null));
    }
  }
}
