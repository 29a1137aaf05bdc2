package dev.vigil.serdes.event;

import org.jspecify.annotations.Nullable;

/** What an input record turned out to be. */
public sealed interface Decoded permits ChangeEvent, Acknowledgement, Undecodable {
  /** How it was written, as far as that could be told. */
  EventForm form();

  /** The producer's trace; null: it told none. */
  @Nullable TraceContext trace();
}
