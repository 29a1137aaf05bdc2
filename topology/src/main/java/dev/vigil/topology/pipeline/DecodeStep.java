package dev.vigil.topology.pipeline;

import dev.vigil.serdes.event.AckDecoder;
import dev.vigil.serdes.event.Acknowledgement;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.ChangeEventDecoder;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.event.Decoded;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.serdes.event.ReplayHeaders;
import dev.vigil.serdes.event.Undecodable;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Raw record to change event or acknowledgement, or a dead letter that says why not. */
final class DecodeStep implements Step {
  private static final String TIMESTAMP_ASSUMED = "timestamp-assumed";

  /** Note: the record was brought in later, because the stream never saw it. */
  private static final String BACKFILL = "backfill";

  private final ChangeEventDecoder decoder;
  private final @Nullable AckDecoder acks;
  private final String replayTopic;
  private final Set<String> outputs;

  /**
   * For one task.
   *
   * @param replayTopic the input whose records say that they are replays
   * @param acks null: acknowledgements are not read
   * @param outputs names of all outputs, alerts included
   */
  DecodeStep(
      ChangeEventDecoder decoder,
      @Nullable AckDecoder acks,
      String replayTopic,
      Set<String> outputs) {
    this.outputs = outputs;
    this.decoder = decoder;
    this.acks = acks;
    this.replayTopic = replayTopic;
  }

  @Override
  public String name() {
    return "decode";
  }

  @Override
  public void complete(Judgement judgement) {
    InputRecord input = judgement.input();
    Decoded decoded =
        acks != null && acks.concerns(input) ? acks.decode(input) : decoder.decode(input);
    judgement.form(decoded.form());
    judgement.trace(decoded.trace());
    if (decoded instanceof ChangeEvent event) {
      judgement.decoded(event);
      if (!outputs.containsAll(event.replay().outputs())) {
        // Else it would be written nowhere, and be forgotten as seen: a later release may know it.
        judgement.fail(DeadLetterReason.FIELD_INVALID, ReplayHeaders.RUN_OUTPUTS);
      }
      if (event.timestampAssumed()) {
        judgement.note(TIMESTAMP_ASSUMED);
      }
      if (event.replay().backfill()) {
        judgement.note(BACKFILL);
      }
      return;
    }
    judgement.replay(ReplayHeaders.readIfValid(input, replayTopic));
    if (decoded instanceof Acknowledgement ack) {
      judgement.ack(ack);
    } else if (decoded instanceof Undecodable undecodable) {
      judgement.undecodable(undecodable);
    }
  }
}
