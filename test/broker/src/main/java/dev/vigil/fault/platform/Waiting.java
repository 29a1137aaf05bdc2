package dev.vigil.fault.platform;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting for processes, always within a bound. */
public final class Waiting {
  private static final long MOMENT_MILLIS = 20;

  private Waiting() {}

  /** Between two looks. */
  static void aMoment() {
    pause(Duration.ofMillis(MOMENT_MILLIS));
  }

  /** Lets a fault last. */
  public static void pause(Duration duration) {
    try {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException("interrupted", e);
    }
  }

  /**
   * Looks until a condition holds.
   *
   * @param what for the error, such as "the instance has ended"
   * @throws PlatformException if it does not within the bound
   */
  public static void until(Duration bound, String what, BooleanSupplier condition) {
    if (!within(bound, condition)) {
      throw new PlatformException("not within " + bound.toSeconds() + " s: " + what, null);
    }
  }

  /** Whether a condition comes to hold within a bound. */
  public static boolean within(Duration bound, BooleanSupplier condition) {
    long deadline = System.nanoTime() + bound.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      aMoment();
    }
    return true;
  }
}
