package dev.vigil.topology.domain.consent;

import java.util.List;
import java.util.Set;

/** Output policies of tests: what a new component of the policy is by default stands here only. */
public final class Policies {
  private Policies() {}

  /** An output that is open without a Consent if its purpose is treatment, else closed. */
  public static OutputPolicy policy(String purpose, Set<String> recipient) {
    return policy(
        purpose,
        recipient,
        PurposeOfUse.isTreatment(purpose) ? Decision.PERMIT : Decision.DENY,
        CombiningRule.DENY_OVERRIDES,
        List.of());
  }

  /** An output of which all that a decision depends on is given. */
  public static OutputPolicy policy(
      String purpose,
      Set<String> recipient,
      Decision withoutConsent,
      CombiningRule combine,
      List<String> categoryOrder) {
    return new OutputPolicy(
        "test", purpose, recipient, withoutConsent, OnDeny.DROP, combine, categoryOrder);
  }
}
