package dev.vigil.topology.pipeline;

import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.ChangeEventDecoder;
import dev.vigil.serdes.event.Decoded;
import dev.vigil.serdes.event.Undecodable;

/** Raw record to change event, or a dead letter that says why not. */
final class DecodeStep implements Step {
  private static final String TIMESTAMP_ASSUMED = "timestamp-assumed";

  private final ChangeEventDecoder decoder;

  DecodeStep(ChangeEventDecoder decoder) {
    this.decoder = decoder;
  }

  @Override
  public String name() {
    return "decode";
  }

  @Override
  public void complete(Judgement judgement) {
    Decoded decoded = decoder.decode(judgement.input());
    if (decoded instanceof ChangeEvent event) {
      judgement.decoded(event);
      if (event.timestampAssumed()) {
        judgement.note(TIMESTAMP_ASSUMED);
      }
    } else if (decoded instanceof Undecodable undecodable) {
      judgement.undecodable(undecodable);
    }
  }
}
