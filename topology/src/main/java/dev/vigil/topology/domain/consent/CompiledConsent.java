package dev.vigil.topology.domain.consent;

import java.util.List;

/**
 * One Consent ready to be asked.
 *
 * @param id logical id; empty: it could not be read
 * @param decidedAt when the patient decided: dateTime, else meta.lastUpdated, else the event;
 *     milliseconds since 1970 UTC
 * @param updatedAt breaks a tie of decidedAt: meta.lastUpdated, else the event
 * @param category codes of Consent.category
 * @param coverage which purposes it can be about
 * @param contradictory policyRule and an unrestricted root disagree; the more restrictive counts
 * @param top what it says
 */
record CompiledConsent(
    String id,
    long decidedAt,
    long updatedAt,
    List<String> category,
    Coverage coverage,
    boolean contradictory,
    CompiledProvision top) {

  Ruling judge(Question question) {
    return switch (coverage.includes(question)) {
      case YES -> top.judge(question);
      case UNKNOWN -> Ruling.worse(Ruling.NOT_APPLICABLE, top.judge(question));
      case NO -> Ruling.NOT_APPLICABLE;
    };
  }
}
