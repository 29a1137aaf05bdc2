package dev.vigil.topology.pipeline;

import dev.vigil.serdes.event.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way through the pipeline, one of its steps, or an escalation, as tracing follows
 * it; there is one only of what is sampled. It is told codes, never content. Used by one thread.
 */
public interface Passage {
  /** What the outputs carry, so that who reads them continues here. */
  TraceContext context();

  /** A part of it begins, and is to be ended before this. */
  Passage part(String name);

  /**
   * What it came to.
   *
   * @param outcome code
   * @param reason code; null: the outcome says all
   */
  void cameTo(String outcome, @Nullable String reason);

  /** It is over. */
  void end();

  /** It is over because of a fault that is not the record's. */
  void fail(Throwable fault);
}
