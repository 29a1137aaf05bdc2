package dev.vigil.topology.pipeline;

import dev.vigil.avro.Origin;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.serdes.event.TraceContext;

/** The coordinates of a record, as outputs carry them. */
final class Origins {
  private Origins() {}

  static Origin of(Judgement judgement) {
    ChangeEvent event = judgement.event();
    InputRecord input = judgement.input();
    TraceContext trace = judgement.trace();
    // Not by builder, which checks every field again: this is made for every Observation.
    return new Origin(
        event.eventId(),
        event.source(),
        input.topic(),
        input.partition(),
        input.offset(),
        trace == null ? null : trace.traceparent());
  }
}
