package dev.vigil.serdes.event;

import org.jspecify.annotations.Nullable;

/**
 * A record that is no valid change event.
 *
 * @param reason why
 * @param location where: a member of the event, or a byte; never content
 * @param envelope what could be read before the fault
 */
public record Undecodable(DeadLetterReason reason, @Nullable String location, Envelope envelope)
    implements Decoded {
  @Override
  public EventForm form() {
    return envelope.form();
  }

  @Override
  public @Nullable TraceContext trace() {
    return envelope.trace;
  }
}
