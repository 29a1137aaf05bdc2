package dev.vigil.topology.pipeline;

import dev.vigil.serdes.event.AckDecoder;
import dev.vigil.serdes.event.Acknowledgement;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.ChangeEventDecoder;
import dev.vigil.serdes.event.Decoded;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.serdes.event.Undecodable;
import org.jspecify.annotations.Nullable;

/** Raw record to change event or acknowledgement, or a dead letter that says why not. */
final class DecodeStep implements Step {
  private static final String TIMESTAMP_ASSUMED = "timestamp-assumed";

  private final ChangeEventDecoder decoder;
  private final @Nullable AckDecoder acks;

  /**
   * For one task.
   *
   * @param acks null: acknowledgements are not read
   */
  DecodeStep(ChangeEventDecoder decoder, @Nullable AckDecoder acks) {
    this.decoder = decoder;
    this.acks = acks;
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
    if (decoded instanceof ChangeEvent event) {
      judgement.decoded(event);
      if (event.timestampAssumed()) {
        judgement.note(TIMESTAMP_ASSUMED);
      }
    } else if (decoded instanceof Acknowledgement ack) {
      judgement.ack(ack);
    } else if (decoded instanceof Undecodable undecodable) {
      judgement.undecodable(undecodable);
    }
  }
}
