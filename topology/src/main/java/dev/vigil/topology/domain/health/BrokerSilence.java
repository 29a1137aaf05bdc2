package dev.vigil.topology.domain.health;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** For how long the brokers have not told any offsets. */
final class BrokerSilence {
  /** A broker that hands over to another is silent for less. */
  private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

  private long silent;
  private @Nullable String refusal;

  void look(Look look, long step) {
    silent = look.answered() ? 0 : silent + step;
    refusal = look.refusal();
  }

  boolean isTooLong() {
    return silent >= PATIENCE;
  }

  /** What is wrong, for an operator. */
  String text() {
    return "the brokers have not told any offsets for "
        + Spans.seconds(silent)
        + (refusal == null ? "" : " (" + refusal + ")");
  }
}
