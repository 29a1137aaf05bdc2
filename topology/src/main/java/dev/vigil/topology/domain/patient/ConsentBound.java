package dev.vigil.topology.domain.patient;

import dev.vigil.avro.state.ConsentState;
import dev.vigil.topology.domain.consent.CompiledConsents;
import dev.vigil.topology.domain.consent.Interpretation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the Consents of one patient within a bound. Of those in force, what only permits goes
 * first; what could deny is kept up to twice the bound. Whenever something in force is beyond the
 * bound, the patient overflows: no permit holds then, except where the unreadable opens. As many
 * again are kept that have no effect any more, so that a late older version does not come back to
 * life.
 */
final class ConsentBound {
  private static final Comparator<ConsentState> OLDEST_FIRST =
      Comparator.comparingLong((ConsentState consent) -> recency(consent))
          .thenComparing(ConsentState::getId);

  private final List<ConsentState> consents;
  private boolean overflow;

  private ConsentBound(List<ConsentState> consents) {
    this.consents = consents;
  }

  /**
   * What is kept.
   *
   * @param overflow whether Consents in force are beyond the bound
   */
  record Kept(List<ConsentState> consents, boolean overflow) {}

  /**
   * Applies the bound.
   *
   * @param changed id of the Consent that just changed: it goes last of its kind
   * @param at the time of the record that changed the patient: what expired before has no effect
   */
  static Kept keep(List<ConsentState> consents, String changed, Instant at, KeptConsents bounds) {
    int max = bounds.max();
    if (consents.size() <= max) {
      return new Kept(List.copyOf(consents), false);
    }
    Interpretation interpretation = bounds.interpretation();
    ConsentBound bound = new ConsentBound(new ArrayList<>(consents));
    // To know it a Consent is compiled: once for each, however often it is asked below.
    Set<String> withoutEffect = new HashSet<>();
    for (ConsentState consent : consents) {
      if (CompiledConsents.isSpent(consent, interpretation, at)) {
        withoutEffect.add(consent.getId());
      }
    }
    Predicate<ConsentState> spent = consent -> withoutEffect.contains(consent.getId());
    bound.forget(max, spent, spent, changed);
    Predicate<ConsentState> inForce = spent.negate();
    if (bound.count(inForce) > max) {
      bound.overflow = true;
      bound.forget(
          max,
          inForce,
          inForce.and(consent -> !CompiledConsents.canDeny(consent, interpretation)),
          changed);
      bound.forget(2 * max, inForce, inForce, changed);
    }
    return new Kept(List.copyOf(bound.consents), bound.overflow);
  }

  private int count(Predicate<ConsentState> kind) {
    return (int) consents.stream().filter(kind).count();
  }

  private void forget(
      int max, Predicate<ConsentState> counted, Predicate<ConsentState> mayGo, String changed) {
    for (int excess = count(counted) - max; excess > 0; excess--) {
      ConsentState oldest = oldest(mayGo, changed);
      if (oldest == null) {
        return;
      }
      consents.remove(oldest);
    }
  }

  private @Nullable ConsentState oldest(Predicate<ConsentState> mayGo, String changed) {
    ConsentState oldest = null;
    ConsentState last = null;
    for (ConsentState consent : consents) {
      if (!mayGo.test(consent)) {
        continue;
      }
      if (consent.getId().equals(changed)) {
        last = consent;
      } else if (oldest == null || OLDEST_FIRST.compare(consent, oldest) < 0) {
        oldest = consent;
      }
    }
    return oldest == null ? last : oldest;
  }

  private static long recency(ConsentState consent) {
    Long dateTime = consent.getDateTime();
    return dateTime == null ? consent.getVersion().getEventTime() : dateTime;
  }
}
