package dev.vigil.topology.domain.consent;

import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.ProvisionState;
import dev.vigil.avro.state.ResourceVersion;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a Consent. The base decision occurs in three encodings: policyRule with an untyped root
 * (a restricted root is the exception), a typed root without policyRule, and both (a restricted
 * root is an exception of its type; an unrestricted one is the base, and where the two disagree the
 * more restrictive counts). A root that has a period and no other criterion is the base, for that
 * period.
 */
final class ConsentCompiler {
  /** Statuses without effect; not-done and unknown are R5's. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of("draft", "proposed", "rejected", "inactive", "entered-in-error", "not-done");

  private static final Set<String> OPT_IN = Set.of("OPTIN", "OPTINR");
  private static final Set<String> OPT_OUT = Set.of("OPTOUT", "OPTOUTE");

  private final Interpretation interpretation;
  private final ProvisionCompiler provisions;

  ConsentCompiler(Interpretation interpretation) {
    this.interpretation = interpretation;
    this.provisions = new ProvisionCompiler(interpretation);
  }

  /** Null if the Consent has no effect whatever the question. */
  @Nullable CompiledConsent compile(ConsentState consent) {
    if (!consent.getReadable()) {
      return compiled(consent, Coverage.ALL, false, unreadable(consent));
    }
    if (whyWithoutEffect(consent) != null) {
      return null;
    }
    Coverage coverage = Coverage.of(consent, interpretation);
    if (!consent.getStatus().equals("active")) {
      return compiled(consent, coverage, false, indeterminate("status"));
    }
    for (String element : consent.getUnreadable()) {
      if (element.equals("modifierExtension") || element.equals("implicitRules")) {
        return compiled(consent, coverage, false, indeterminate(element));
      }
    }
    ProvisionState root = consent.getProvision();
    RuleType policy = policy(consent);
    boolean contradictory =
        policy != null
            && policy != RuleType.UNKNOWN
            && root != null
            && !isRestricted(root)
            && ProvisionCompiler.typeOf(root, policy) == policy.opposite();
    return compiled(consent, coverage, contradictory, top(consent, root, policy));
  }

  /** A deny that was read before stands: the version that cannot be read must not lift it. */
  private CompiledProvision unreadable(ConsentState consent) {
    CompiledConsent before =
        consent.getStatus().isEmpty()
            ? null
            : compile(ConsentState.newBuilder(consent).setReadable(true).build());
    Ruling own = new Ruling(Verdict.INDETERMINATE, "unreadable");
    if (before == null) {
      return wrap(own);
    }
    Criterion covers = question -> before.coverage().includes(question);
    return wrap(
        own,
        new CompiledProvision(
            List.of(covers, ProvisionCompiler.UNKNOWN), own, List.of(before.top()), null));
  }

  static boolean isWithoutEffect(ConsentState consent) {
    return consent.getReadable()
        && (consent.getDeleted() || WITHOUT_EFFECT.contains(consent.getStatus()));
  }

  /** Why a readable Consent has no effect whatever the question; null if it has. */
  @Nullable String whyWithoutEffect(ConsentState consent) {
    if (consent.getDeleted()) {
      return "deleted";
    }
    if (WITHOUT_EFFECT.contains(consent.getStatus())) {
      return "status " + consent.getStatus();
    }
    return Coverage.of(consent, interpretation) == Coverage.NOTHING
        ? "its scope is not the disclosure of data"
        : null;
  }

  private static CompiledConsent compiled(
      ConsentState consent, Coverage coverage, boolean contradictory, CompiledProvision top) {
    ResourceVersion version = consent.getVersion();
    Long lastUpdated = version.getLastUpdated();
    Long dateTime = consent.getDateTime();
    long updatedAt = lastUpdated == null ? version.getEventTime() : lastUpdated;
    // The dateTime of a version that cannot be read is unknown: it counts as decided when it came.
    long decidedAt = dateTime != null && consent.getReadable() ? dateTime : updatedAt;
    Long end = consent.getDateTimeEnd();
    long decidedUntil = end != null && consent.getReadable() ? end : decidedAt;
    return new CompiledConsent(
        consent.getId(),
        !consent.getUnreadable().contains("dateTime"),
        decidedAt,
        decidedUntil,
        updatedAt,
        consent.getReadable() && !consent.getUnreadable().contains("category"),
        List.copyOf(consent.getCategory()),
        coverage,
        contradictory,
        top);
  }

  private CompiledProvision top(
      ConsentState consent, @Nullable ProvisionState root, @Nullable RuleType policy) {
    if (policy == null && saysNothing(root) && consent.getUnreadable().contains("policy")) {
      return indeterminate("policy");
    }
    if (root == null) {
      Ruling own = policy == null ? Ruling.NOT_APPLICABLE : policyRuling(policy);
      return consent.getUnreadable().contains("provision")
          ? wrap(own, ProvisionCompiler.unreadable("provision", own))
          : wrap(own);
    }
    return policy == null || policy == RuleType.UNKNOWN
        ? withoutPolicy(root, policy, consent.getUnreadable().contains("policyRule"))
        : withPolicy(root, policy);
  }

  /** Encodings 1 and 3. */
  private CompiledProvision withPolicy(ProvisionState root, RuleType policy) {
    Ruling base = policyRuling(policy);
    if (provisions.hasCriterion(root)) {
      return wrap(base, exception(root, policy, base));
    }
    CompiledProvision rootAsBase = rootAsBase(root, policy, base);
    if (!provisions.hasLostCriterion(root)) {
      return wrap(Ruling.NOT_APPLICABLE, rootAsBase);
    }
    // Exception or base, depending on what could not be read: the more restrictive reading counts.
    return wrap(
        Ruling.NOT_APPLICABLE,
        perhaps(base, exception(root, policy, base)),
        perhaps(Ruling.NOT_APPLICABLE, rootAsBase));
  }

  private CompiledProvision exception(ProvisionState root, RuleType policy, Ruling base) {
    // An opt-out of the disclosure of what somebody holds is no permit for it (FHIR's example
    // consent-Out).
    boolean onlyWhose =
        policy == RuleType.DENY && ProvisionCompiler.namesNoParticularDisclosure(root);
    RuleType untyped = onlyWhose ? policy : policy.opposite();
    RuleType type = ProvisionCompiler.typeOf(root, untyped);
    Ruling own = ProvisionCompiler.ruling(type, "provision", base);
    return provisions.compile(root, "provision", type, own);
  }

  private CompiledProvision rootAsBase(ProvisionState root, RuleType policy, Ruling base) {
    RuleType type = ProvisionCompiler.typeOf(root, policy);
    Ruling own = Ruling.worse(base, new Ruling(type.verdict(), "provision"));
    return provisions.compile(root, "provision", type, own);
  }

  /** Encoding 2, and a root that says neither permit nor deny. */
  private CompiledProvision withoutPolicy(
      ProvisionState root, @Nullable RuleType policy, boolean policyLost) {
    RuleType type = ProvisionCompiler.typeOf(root, RuleType.UNKNOWN);
    boolean untyped = root.getType() == null && !root.getUnreadable().contains("type");
    if (!untyped) {
      Ruling own = new Ruling(type.verdict(), "provision");
      if (policyLost) {
        // What cannot be read may be an opt-out; a code that says nothing to us leaves the root.
        Ruling base = policyRuling(RuleType.UNKNOWN);
        return isRestricted(root)
            ? wrap(base, provisions.compile(root, "provision", type, own))
            : wrap(
                Ruling.NOT_APPLICABLE,
                provisions.compile(root, "provision", type, Ruling.worse(base, own)));
      }
      return wrap(Ruling.NOT_APPLICABLE, provisions.compile(root, "provision", type, own));
    }
    boolean restricted = isRestricted(root);
    if (policy != null) {
      Ruling own = policyRuling(policy);
      Ruling outside = restricted ? own : Ruling.NOT_APPLICABLE;
      return wrap(outside, provisions.compile(root, "provision", type, own));
    }
    // Without a base, an untyped root only holds others; restricting nothing else, it is a riddle.
    boolean riddle = restricted && root.getProvisions().isEmpty();
    Ruling own = riddle ? new Ruling(Verdict.INDETERMINATE, "provision") : Ruling.NOT_APPLICABLE;
    return wrap(Ruling.NOT_APPLICABLE, provisions.compile(root, "provision", type, own));
  }

  /** Base decision of policyRule; UNKNOWN: a code that says nothing to us; null: none. */
  private static @Nullable RuleType policy(ConsentState consent) {
    List<String> codes = consent.getPolicyRule();
    if (codes.stream().anyMatch(OPT_OUT::contains)) {
      return RuleType.DENY;
    }
    if (codes.stream().anyMatch(OPT_IN::contains)) {
      return consent.getUnreadable().contains("policyRule") ? RuleType.UNKNOWN : RuleType.PERMIT;
    }
    return codes.isEmpty() && !consent.getUnreadable().contains("policyRule")
        ? null
        : RuleType.UNKNOWN;
  }

  private static Ruling policyRuling(RuleType policy) {
    return new Ruling(policy.verdict(), "policyRule");
  }

  /** Whether there is no rule in the Consent, so that all depends on a policy elsewhere. */
  private static boolean saysNothing(@Nullable ProvisionState root) {
    return root == null
        || (root.getType() == null
            && root.getProvisions().isEmpty()
            && !root.getUnreadable().contains("type")
            && !root.getUnreadable().contains("provision"));
  }

  private static CompiledProvision indeterminate(String element) {
    return wrap(new Ruling(Verdict.INDETERMINATE, element));
  }

  private boolean isRestricted(ProvisionState root) {
    return provisions.hasCriterion(root) || provisions.hasLostCriterion(root);
  }

  private static CompiledProvision perhaps(Ruling own, CompiledProvision nested) {
    return new CompiledProvision(List.of(ProvisionCompiler.UNKNOWN), own, List.of(nested), null);
  }

  private static CompiledProvision wrap(Ruling own, CompiledProvision... nested) {
    return new CompiledProvision(List.of(), own, List.of(nested), null);
  }
}
