package dev.vigil.topology.domain.consent;

import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.PatientState;
import dev.vigil.topology.domain.consent.Explanation.Testimony;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says for a person how {@link ConsentEngine} comes to a decision. The decision is the engine's
 * own; this class only asks every Consent what it said.
 */
public final class ConsentExplainer {
  private final ConsentEngine engine;
  private final Interpretation interpretation;

  public ConsentExplainer(OutputPolicy policy, Interpretation interpretation) {
    this.engine = new ConsentEngine(policy);
    this.interpretation = interpretation;
  }

  /**
   * Decides and explains.
   *
   * @param at instant of evaluation
   * @param about the resource; null: the output as a whole
   */
  public Explanation explain(PatientState patient, Instant at, @Nullable AskedAbout about) {
    CompiledConsents consents = CompiledConsents.compile(patient, interpretation);
    ConsentDecision decision = engine.decide(consents, at, about);
    Question question = engine.question(at, about);
    ConsentCompiler compiler = new ConsentCompiler(interpretation);
    List<Testimony> testimonies = new ArrayList<>();
    for (ConsentState consent : patient.getConsents()) {
      testimonies.add(testimony(consent, compiler, question));
    }
    return new Explanation(
        decision,
        List.copyOf(testimonies),
        withheld(decision, consents, question),
        reason(decision, testimonies, patient.getOverflow()));
  }

  private static Testimony testimony(
      ConsentState consent, ConsentCompiler compiler, Question question) {
    CompiledConsent compiled = compiler.compile(consent);
    if (compiled == null) {
      String because = compiler.whyWithoutEffect(consent);
      return new Testimony(consent.getId(), Verdict.NOT_APPLICABLE, null, because);
    }
    if (compiled.coverage().includes(question) == Match.NO) {
      String because = "a research Consent is not about " + question.purpose();
      return new Testimony(consent.getId(), Verdict.NOT_APPLICABLE, null, because);
    }
    Ruling ruling = compiled.judge(question);
    return new Testimony(consent.getId(), ruling.verdict(), ruling.provision(), null);
  }

  private List<Obligation> withheld(
      ConsentDecision decision, CompiledConsents consents, Question question) {
    if (!decision.permitted() && decision.verdict() != Verdict.NOT_APPLICABLE) {
      return List.of(decidedBy(decision, consents, question));
    }
    List<Obligation> withheld = new ArrayList<>();
    if (question.about() == null) {
      for (CompiledConsent consent : consents.consents()) {
        if (consent.coverage().includes(question) != Match.NO
            && !isOverruled(consent, consents, question)) {
          consent.top().collectWithheld(nullIfEmpty(consent.id()), question, withheld);
        }
      }
    }
    return List.copyOf(withheld);
  }

  /** With the criteria of the rule that decided, so that its reach is seen. */
  private static Obligation decidedBy(
      ConsentDecision decision, CompiledConsents consents, Question question) {
    List<Obligation> restricted = new ArrayList<>();
    List<String> except = List.of();
    for (CompiledConsent consent : consents.consents()) {
      if (consent.id().equals(decision.consentId())) {
        except = consent.top().exceptionsOf(decision.provision(), question);
        consent.top().collectWithheld(decision.consentId(), question, restricted);
      }
    }
    for (Obligation obligation : restricted) {
      if (obligation.provision() != null && obligation.provision().equals(decision.provision())) {
        return obligation;
      }
    }
    return new Obligation(decision.consentId(), decision.provision(), List.of(), except);
  }

  /** Whether the combining rule hears another Consent first, and that one covers everything. */
  private boolean isOverruled(
      CompiledConsent consent, CompiledConsents consents, Question question) {
    for (CompiledConsent rival : consents.consents()) {
      Verdict verdict = rival.judge(question).verdict();
      if (verdict != Verdict.NOT_APPLICABLE
          && engine.byRule(rival, verdict, consent, Verdict.DENY, question.at()) < 0) {
        return true;
      }
    }
    return false;
  }

  private String reason(ConsentDecision decision, List<Testimony> testimonies, boolean overflow) {
    OutputPolicy policy = engine.policy();
    String effect = decision.permitted() ? "permits" : "denies";
    return switch (decision.verdict()) {
      case PERMIT, DENY ->
          "%s %s by %s%s"
              .formatted(
                  named(decision.consentId()),
                  effect,
                  decision.provision(),
                  combined(decision, testimonies));
      case INDETERMINATE ->
          "%s; an output for %s %s when consent is indeterminate"
              .formatted(
                  decision.consentId() == null && overflow
                      ? "the patient has more Consents than are kept"
                      : named(decision.consentId()) + doubt(decision.provision()),
                  policy.purpose(),
                  effect);
      case NOT_APPLICABLE ->
          "no Consent applies; an output for %s %s without one".formatted(policy.purpose(), effect);
    };
  }

  private String combined(ConsentDecision decision, List<Testimony> testimonies) {
    long others =
        testimonies.stream()
            .filter(testimony -> testimony.verdict() != Verdict.NOT_APPLICABLE)
            .filter(testimony -> !testimony.consentId().equals(decision.consentId()))
            .count();
    if (others == 0) {
      return "; no other Consent applies";
    }
    return "; %s too, and by %s %s"
        .formatted(
            others == 1 ? "1 other applies" : others + " others apply",
            engine.policy().combine(),
            switch (engine.policy().combine()) {
              case DENY_OVERRIDES -> "a deny wins";
              case MOST_RECENT -> "the latest wins";
              case ORDERED -> "the first category wins";
            });
  }

  private static String doubt(@Nullable String provision) {
    return "unreadable".equals(provision)
        ? " may apply, but cannot be read"
        : " may apply, but its %s cannot be evaluated".formatted(provision);
  }

  private static String named(@Nullable String consentId) {
    return consentId == null ? "a Consent without readable id" : "Consent " + consentId;
  }

  private static @Nullable String nullIfEmpty(String id) {
    return id.isEmpty() ? null : id;
  }
}
