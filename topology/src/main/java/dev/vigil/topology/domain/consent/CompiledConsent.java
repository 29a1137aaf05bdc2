package dev.vigil.topology.domain.consent;

import java.util.List;

/**
 * One Consent ready to be asked.
 *
 * @param id logical id; empty: it could not be read
 * @param dated whether decidedAt is known; false: its dateTime cannot be read
 * @param decidedAt when the patient decided: dateTime, else meta.lastUpdated, else the event;
 *     milliseconds since 1970 UTC
 * @param decidedUntil the last instant that may be meant: of a day its end
 * @param updatedAt breaks a tie of decidedAt: meta.lastUpdated, else the event
 * @param categorised whether its category is known; false: it cannot be read
 * @param category codes of Consent.category
 * @param coverage which purposes it can be about
 * @param contradictory policyRule and an unrestricted root disagree; the more restrictive counts
 * @param top what it says
 */
record CompiledConsent(
    String id,
    boolean dated,
    long decidedAt,
    long decidedUntil,
    long updatedAt,
    boolean categorised,
    List<String> category,
    Coverage coverage,
    boolean contradictory,
    CompiledProvision top) {

  /**
   * When it was decided, for comparison with others. What cannot be dated may be the latest: so it
   * is if it denies, is the oldest if it permits, and counts as decided when it came if it can be
   * evaluated no better than dated. A date that is yet to come is a mistake. Of a day, what
   * restricts counts from its end, what permits from its start.
   */
  long decidedAt(Verdict verdict, long now) {
    if (dated && decidedAt <= now) {
      return verdict == Verdict.PERMIT ? decidedAt : decidedUntil;
    }
    return switch (verdict) {
      case DENY -> Long.MAX_VALUE;
      case PERMIT -> Long.MIN_VALUE;
      case INDETERMINATE, NOT_APPLICABLE -> decidedAt;
    };
  }

  Ruling judge(Question question) {
    return switch (coverage.includes(question)) {
      case YES -> top.judge(question);
      case UNKNOWN -> {
        // A form that may be about something else holds back no treatment, and opens nothing.
        Ruling ruling = top.judge(question);
        yield ruling.verdict() == Verdict.DENY
            ? new Ruling(Verdict.INDETERMINATE, "scope")
            : Ruling.worse(Ruling.NOT_APPLICABLE, ruling);
      }
      case NO -> Ruling.NOT_APPLICABLE;
    };
  }
}
