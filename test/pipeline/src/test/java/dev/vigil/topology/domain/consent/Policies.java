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
        OutputPolicy.openForTreatment(purpose),
        CombiningRule.DENY_OVERRIDES,
        List.of());
  }

  /** An output that treats what is indeterminate as its purpose suggests. */
  public static OutputPolicy policy(
      String purpose,
      Set<String> recipient,
      Decision withoutConsent,
      CombiningRule combine,
      List<String> categoryOrder) {
    return policy(
        purpose,
        recipient,
        Set.of(),
        withoutConsent,
        OutputPolicy.openForTreatment(purpose),
        combine,
        categoryOrder);
  }

  /** An output of which all that a decision depends on is given. */
  public static OutputPolicy policy(
      String purpose,
      Set<String> recipient,
      Set<String> custodian,
      Decision withoutConsent,
      Decision whenIndeterminate,
      CombiningRule combine,
      List<String> categoryOrder) {
    return new OutputPolicy(
        "test",
        purpose,
        recipient,
        custodian,
        withoutConsent,
        whenIndeterminate,
        Withheld.DROP,
        OnDeny.WITHHOLD,
        combine,
        categoryOrder);
  }
}
