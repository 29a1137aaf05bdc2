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
    SeenEvent seen = new SeenEvent(event.identity().toBytes(), event.content().toBytes());
    judgement.seen(seen);
    byte[] before = seenEvents.find(seen.identity(), judgement.input().timestamp());
    if (before == null) {
      return;
    }
    if (Arrays.equals(before, seen.content())) {
      judgement.duplicate();
    } else {
      judgement.fail(DeadLetterReason.EVENT_ID_CONFLICT, "eventId");
    }
  }

  /** What is remembered of an event once it was processed; else its replay would be a duplicate. */
  // The arrays are made here and handed to the store.
  @SuppressWarnings("ArrayRecordComponent")
  record SeenEvent(byte[] identity, byte[] content) {}
}
