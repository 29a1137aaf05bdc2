package dev.vigil.topology.pipeline;

import dev.vigil.serdes.encryption.ContentEncryption;
import dev.vigil.serdes.event.ChangeEventWriter;
import dev.vigil.serdes.pseudonym.PseudonymousEvents;
import dev.vigil.serdes.pseudonym.Pseudonyms;
import dev.vigil.topology.domain.consent.OutputPolicy;
import org.jspecify.annotations.Nullable;

/**
 * A configured output of permitted events.
 *
 * @param policy what it may receive
 * @param sink where it is written, one of {@link Sinks}
 * @param writer how it is written
 * @param pseudonyms what it receives in place of events; null: the events themselves
 */
record PermittedOutput(
    OutputPolicy policy,
    String sink,
    ChangeEventWriter writer,
    @Nullable PseudonymousEvents pseudonyms) {
  /**
   * An output, for one task.
   *
   * @param plain writes events as they are; shared with other outputs
   * @throws dev.vigil.serdes.encryption.KeyServiceUnavailableException if the key of its pseudonyms
   *     cannot be had
   */
  static PermittedOutput of(OutputPolicy policy, ChangeEventWriter plain, Protection protection) {
    ContentEncryption encryption = protection.ofResources(policy.name());
    Pseudonyms pseudonyms = protection.pseudonyms(policy.name());
    return new PermittedOutput(
        policy,
        Sinks.permitted(policy.name()),
        encryption == null ? plain : plain.encrypting(policy.name(), encryption),
        pseudonyms == null ? null : new PseudonymousEvents(pseudonyms));
  }
}
