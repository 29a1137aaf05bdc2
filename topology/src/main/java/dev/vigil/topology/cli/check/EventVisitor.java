package dev.vigil.topology.cli.check;

import dev.vigil.serdes.event.DeadLetterReason;
import org.jspecify.annotations.Nullable;

/** Takes the record values that {@link EventFiles} finds, in the order of the file. */
interface EventVisitor {
  /** A value as a producer would send it; null: none. */
  void event(String place, byte @Nullable [] value);

  /** What cannot be taken apart into events. */
  void unreadable(String place, DeadLetterReason reason, @Nullable String location);
}
