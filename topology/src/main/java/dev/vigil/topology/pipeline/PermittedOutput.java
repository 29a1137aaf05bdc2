package dev.vigil.topology.pipeline;

import dev.vigil.serdes.event.ChangeEventWriter;
import dev.vigil.topology.domain.consent.OutputPolicy;

/**
 * A configured output of permitted events.
 *
 * @param policy what it may receive
 * @param sink where it is written, one of {@link Sinks}
 * @param writer how it is written
 */
record PermittedOutput(OutputPolicy policy, String sink, ChangeEventWriter writer) {}
