package dev.vigil.topology.domain.consent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A provision ready to be asked.
 *
 * <p>Whether it matches may be unknown. Then both readings are possible, and the more restrictive
 * counts: so a criterion that cannot be evaluated matches for a deny and does not match for a
 * permit, at any depth.
 */
final class CompiledProvision {
  private final Criterion[] criteria;
  private final Ruling own;
  private final CompiledProvision[] nested;
  private final @Nullable Long validUntil;

  /**
   * @param own what it says where no nested provision says otherwise
   * @param validUntil end of its period, milliseconds since 1970 UTC; null: open
   */
  CompiledProvision(
      List<Criterion> criteria,
      Ruling own,
      List<CompiledProvision> nested,
      @Nullable Long validUntil) {
    this.criteria = criteria.toArray(new Criterion[0]);
    this.own = own;
    this.nested = nested.toArray(new CompiledProvision[0]);
    this.validUntil = validUntil;
  }

  Match matches(Question question) {
    Match result = Match.YES;
    for (Criterion criterion : criteria) {
      result = result.and(criterion.matches(question));
      if (result == Match.NO) {
        return result;
      }
    }
    return result;
  }

  /** What it says, given that it matches. Exceptions win; among them the more restrictive. */
  Ruling judge(Question question) {
    Ruling certain = null;
    Ruling possible = null;
    for (CompiledProvision exception : nested) {
      Match match = exception.matches(question);
      if (match == Match.NO) {
        continue;
      }
      Ruling ruling = exception.judge(question);
      if (ruling.verdict() == Verdict.NOT_APPLICABLE) {
        continue;
      }
      if (match == Match.YES) {
        certain = Ruling.worse(certain, ruling);
      } else {
        possible = Ruling.worse(possible, ruling);
      }
    }
    Ruling result = certain == null ? own : certain;
    return possible == null ? result : Ruling.worse(result, possible);
  }

  /**
   * Adds the rules for particular resources that withhold something from an output which is open as
   * a whole.
   *
   * @param consentId the Consent it belongs to; null: unknown
   */
  void collectWithheld(@Nullable String consentId, Question question, List<Obligation> withheld) {
    collectWithheld(consentId, question, List.of(), withheld);
  }

  private void collectWithheld(
      @Nullable String consentId,
      Question question,
      List<String> outer,
      List<Obligation> withheld) {
    List<String> reach = new ArrayList<>(outer);
    for (Criterion criterion : criteria) {
      if (criterion.isAboutResource()) {
        reach.add(criterion.describe());
      } else if (criterion.matches(question) == Match.NO) {
        return;
      }
    }
    boolean holdsBack = own.verdict() == Verdict.DENY || own.verdict() == Verdict.INDETERMINATE;
    if (holdsBack && !reach.isEmpty()) {
      Obligation found =
          new Obligation(consentId, own.provision(), List.copyOf(reach), exceptions(question));
      if (withheld.stream().noneMatch(found::isSameRule)) {
        withheld.add(found);
      }
    }
    for (CompiledProvision exception : nested) {
      exception.collectWithheld(consentId, question, reach, withheld);
    }
  }

  /** Paths of what in it may permit some resources, as far as a question can tell. */
  private List<String> exceptions(Question question) {
    List<String> paths = new ArrayList<>();
    for (CompiledProvision exception : nested) {
      String path = exception.own.provision();
      boolean excluded =
          Arrays.stream(exception.criteria)
              .anyMatch(
                  criterion ->
                      !criterion.isAboutResource() && criterion.matches(question) == Match.NO);
      if (exception.own.verdict() == Verdict.PERMIT && path != null && !excluded) {
        paths.add(path);
      }
    }
    return List.copyOf(paths);
  }

  /** Paths of what permits some resources inside a rule, wherever that rule stands. */
  List<String> exceptionsOf(@Nullable String path, Question question) {
    if (path != null && path.equals(own.provision())) {
      List<String> here = exceptions(question);
      if (!here.isEmpty()) {
        return here;
      }
    }
    for (CompiledProvision exception : nested) {
      List<String> found = exception.exceptionsOf(path, question);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  /** Whether it, or a provision in it, may ever give anything but a permit. */
  boolean canDeny() {
    if (own.verdict() == Verdict.DENY || own.verdict() == Verdict.INDETERMINATE) {
      return true;
    }
    for (CompiledProvision exception : nested) {
      if (exception.canDeny()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether it says nothing from that instant on: it has no rule of its own and all in it ended.
   */
  boolean isOver(long at) {
    if (validUntil != null && validUntil < at) {
      return true;
    }
    if (own.verdict() != Verdict.NOT_APPLICABLE) {
      return false;
    }
    for (CompiledProvision exception : nested) {
      if (!exception.isOver(at)) {
        return false;
      }
    }
    return true;
  }
}
