package dev.vigil.topology.pipeline;

import dev.vigil.avro.ConsentBasis;
import dev.vigil.avro.Decision;
import dev.vigil.topology.domain.consent.ConsentDecision;

/** The domain's decisions in the words of the schemas. */
final class AvroDecisions {
  private AvroDecisions() {}

  static ConsentBasis basis(ConsentDecision decision) {
    return new ConsentBasis(
        of(decision.decision()), decision.consentId(), decision.provision(), decision.rule());
  }

  static Decision of(dev.vigil.topology.domain.consent.Decision decision) {
    return switch (decision) {
      case PERMIT -> Decision.PERMIT;
      case DENY -> Decision.DENY;
    };
  }
}
