package dev.vigil.topology.pipeline;

import dev.vigil.avro.Origin;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.InputRecord;

/** The coordinates of a record, as outputs carry them. */
final class Origins {
  private Origins() {}

  static Origin of(Judgement judgement) {
    ChangeEvent event = judgement.event();
    InputRecord input = judgement.input();
    return Origin.newBuilder()
        .setEventId(event.eventId())
        .setSource(event.source())
        .setTopic(input.topic())
        .setPartition(input.partition())
        .setOffset(input.offset())
        .setTraceparent(event.traceparent())
        .build();
  }
}
