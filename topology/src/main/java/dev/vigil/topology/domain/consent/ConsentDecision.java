package dev.vigil.topology.domain.consent;

import org.jspecify.annotations.Nullable;

/**
 * The decision for one output, explained.
 *
 * @param decision what happens
 * @param verdict what the Consents together say; the decision follows from it and the policy
 * @param consentId the Consent that decided; null: none, or one whose id could not be read
 * @param provision path of what decided in that Consent, such as {@code provision.provision[2]} or
 *     {@code policyRule}; null: none
 * @param rule stable code of the rule that made the decision: {@code deny-overrides}, {@code
 *     most-recent}, {@code ordered}, {@code default-permit}, {@code default-deny}, {@code
 *     indeterminate-open}, {@code indeterminate-closed}
 */
public record ConsentDecision(
    Decision decision,
    Verdict verdict,
    @Nullable String consentId,
    @Nullable String provision,
    String rule) {

  public boolean permitted() {
    return decision == Decision.PERMIT;
  }
}
