package dev.vigil.topology.pipeline;

import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.topology.pipeline.state.BucketedStore;
import java.util.Arrays;

/**
 * Recognises an event that was processed before, by its identity. The same identity with another
 * content is no duplicate: one of the two would be lost.
 */
final class RecogniseDuplicatesStep implements Step {
  private final BucketedStore seenEvents;

  RecogniseDuplicatesStep(BucketedStore seenEvents) {
    this.seenEvents = seenEvents;
  }

  @Override
  public String name() {
    return "recognise-duplicates";
  }

  @Override
  public void complete(Judgement judgement) {
    ChangeEvent event = judgement.event();
    byte[] content = seenEvents.find(event.identity().toBytes(), judgement.input().timestamp());
    if (content == null) {
      return;
    }
    if (Arrays.equals(content, event.content().toBytes())) {
      judgement.duplicate();
    } else {
      judgement.fail(DeadLetterReason.EVENT_ID_CONFLICT, "eventId");
    }
  }

  /** Remembers the event: only when it was processed, or its replay would be a duplicate. */
  static void remember(BucketedStore seenEvents, Judgement judgement) {
    ChangeEvent event = judgement.event();
    seenEvents.put(
        event.identity().toBytes(), event.content().toBytes(), judgement.input().timestamp());
  }
}
