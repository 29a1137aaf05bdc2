package dev.vigil.topology.domain.consent;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides for one output what its policy and a patient's Consents say. Immutable. */
public final class ConsentEngine {
  private final OutputPolicy policy;
  private final Set<String> purposes;
  private final List<ReferenceKey> recipient;
  private final List<ReferenceKey> custodian;
  private final ConsentDecision byDefault;

  public ConsentEngine(OutputPolicy policy) {
    this.policy = policy;
    this.purposes = PurposeOfUse.selfAndBroader(policy.purpose());
    this.recipient = ReferenceKey.all(policy.recipient());
    this.custodian = ReferenceKey.all(policy.custodian());
    Decision without = policy.withoutConsent();
    this.byDefault =
        new ConsentDecision(
            without,
            Verdict.NOT_APPLICABLE,
            null,
            null,
            without == Decision.PERMIT ? "default-permit" : "default-deny");
  }

  /** The policy it decides by. */
  public OutputPolicy policy() {
    return policy;
  }

  /**
   * Decides whether a resource may go to the output.
   *
   * @param at instant of evaluation: periods count at this time
   * @param about the resource; null: the output as a whole, where rules about some resources only
   *     (class, code, securityLabel, dataPeriod, data, author) do not count
   */
  public ConsentDecision decide(CompiledConsents consents, Instant at, @Nullable AskedAbout about) {
    List<CompiledConsent> all = consents.consents();
    if (all.isEmpty() && !consents.overflow()) {
      return byDefault;
    }
    Question question = question(at, about);
    CompiledConsent best = null;
    Ruling ruling = Ruling.NOT_APPLICABLE;
    for (int i = 0; i < all.size(); i++) {
      CompiledConsent consent = all.get(i);
      Ruling candidate = consent.judge(question);
      if (candidate.verdict() != Verdict.NOT_APPLICABLE
          && (best == null || precedes(consent, candidate, best, ruling, question.at()))) {
        best = consent;
        ruling = candidate;
      }
    }
    if (consents.overflow() && ruling.verdict() != Verdict.DENY) {
      best = null;
      ruling = new Ruling(Verdict.INDETERMINATE, null);
    }
    return explain(best, ruling);
  }

  /** Whether the first of two applicable Consents decides. Total, so that no order matters. */
  private boolean precedes(
      CompiledConsent one, Ruling oneSays, CompiledConsent other, Ruling otherSays, long now) {
    int order = byRule(one, oneSays.verdict(), other, otherSays.verdict(), now);
    if (order == 0) {
      order = Integer.compare(otherSays.severity(), oneSays.severity());
    }
    if (order == 0) {
      order = byRecency(one, oneSays.verdict(), other, otherSays.verdict(), now);
    }
    if (order == 0) {
      order = Long.compare(other.updatedAt(), one.updatedAt());
    }
    return order == 0 ? one.id().compareTo(other.id()) < 0 : order < 0;
  }

  /** Which of two Consents the combining rule hears first; 0: neither. */
  int byRule(
      CompiledConsent one, Verdict oneSays, CompiledConsent other, Verdict otherSays, long now) {
    return switch (policy.combine()) {
      case DENY_OVERRIDES -> 0;
      case MOST_RECENT -> byRecency(one, oneSays, other, otherSays, now);
      case ORDERED -> Integer.compare(rank(one, oneSays), rank(other, otherSays));
    };
  }

  Question question(Instant at, @Nullable AskedAbout about) {
    return new Question(policy.purpose(), purposes, recipient, custodian, at.toEpochMilli(), about);
  }

  private static int byRecency(
      CompiledConsent one, Verdict oneSays, CompiledConsent other, Verdict otherSays, long now) {
    return Long.compare(other.decidedAt(otherSays, now), one.decidedAt(oneSays, now));
  }

  /** What may be of any category is heard first if it restricts, last if it permits. */
  private int rank(CompiledConsent consent, Verdict verdict) {
    if (!consent.categorised()) {
      return verdict == Verdict.PERMIT ? Integer.MAX_VALUE : -1;
    }
    List<String> order = policy.categoryOrder();
    for (int i = 0; i < order.size(); i++) {
      if (consent.category().contains(order.get(i))) {
        return i;
      }
    }
    return order.size();
  }

  private ConsentDecision explain(@Nullable CompiledConsent decidedBy, Ruling ruling) {
    String id = decidedBy == null || decidedBy.id().isEmpty() ? null : decidedBy.id();
    String path = ruling.provision();
    Decision unreadable = policy.whenIndeterminate();
    return switch (ruling.verdict()) {
      case PERMIT ->
          new ConsentDecision(Decision.PERMIT, Verdict.PERMIT, id, path, policy.combine().code());
      case DENY ->
          new ConsentDecision(Decision.DENY, Verdict.DENY, id, path, policy.combine().code());
      case INDETERMINATE ->
          new ConsentDecision(
              unreadable,
              Verdict.INDETERMINATE,
              id,
              path,
              unreadable == Decision.PERMIT ? "indeterminate-open" : "indeterminate-closed");
      case NOT_APPLICABLE -> byDefault;
    };
  }
}
