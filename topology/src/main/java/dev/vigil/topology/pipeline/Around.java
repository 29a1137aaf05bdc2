package dev.vigil.topology.pipeline;

import dev.vigil.serdes.event.TraceContext;
import org.jspecify.annotations.Nullable;

/** What cuts across the pipeline, around its steps and around what no record causes. */
@FunctionalInterface
public interface Around {
  /** Nothing: the pipeline is as if there were no such thing. */
  Around NOTHING = step -> step;

  /** Applied to every step when it is made. */
  Step step(Step step);

  /** Applied to the step that comes first; as to any other, unless that makes a difference. */
  default Step first(Step step) {
    return step(step);
  }

  /**
   * An escalation begins.
   *
   * @param cause the trace of the record that caused the alert; null: there is none
   * @return null: nobody follows it
   */
  default @Nullable Passage escalation(@Nullable TraceContext cause) {
    return null;
  }
}
