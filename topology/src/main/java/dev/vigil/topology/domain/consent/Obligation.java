package dev.vigil.topology.domain.consent;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What must be withheld from an output that is open otherwise.
 *
 * @param consentId the Consent that demands it; null: its id could not be read
 * @param provision path of what demands it; null: nothing in particular
 * @param criteria which resources, each criterion as text such as {@code class Observation}; all
 *     must match; empty: all resources
 * @param except paths of provisions in it that permit some of these resources
 */
public record Obligation(
    @Nullable String consentId,
    @Nullable String provision,
    List<String> criteria,
    List<String> except) {

  /** Whether two name the same rule; a rule may be compiled into more than one reading. */
  boolean isSameRule(Obligation other) {
    return Objects.equals(consentId, other.consentId) && Objects.equals(provision, other.provision);
  }
}
