package dev.vigil.topology.pipeline;

import dev.vigil.avro.Decision;

/** The domain's decisions in the words of the schemas. */
final class AvroDecisions {
  private AvroDecisions() {}

  static Decision of(dev.vigil.topology.domain.consent.Decision decision) {
    return switch (decision) {
      case PERMIT -> Decision.PERMIT;
      case DENY -> Decision.DENY;
    };
  }
}
