package dev.vigil.topology.domain.patient;

import dev.vigil.avro.state.ConsentState;
import dev.vigil.topology.domain.consent.CompiledConsents;
import dev.vigil.topology.domain.consent.Interpretation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the Consents of one patient within a bound. First goes what has no effect any more, then
 * what only permits; what could deny is kept up to twice the bound. Whenever something in force is
 * beyond the bound, the patient overflows: no permit holds then, except where the unreadable opens.
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
    Interpretation interpretation = bounds.interpretation();
    ConsentBound bound = new ConsentBound(new ArrayList<>(consents));
    bound.forget(max, consent -> CompiledConsents.isSpent(consent, interpretation, at), changed);
    if (bound.consents.size() > max) {
      bound.overflow = true;
      bound.forget(max, consent -> !CompiledConsents.canDeny(consent, interpretation), changed);
      bound.forget(2 * max, consent -> true, changed);
    }
    return new Kept(List.copyOf(bound.consents), bound.overflow);
  }

  private void forget(int max, Predicate<ConsentState> mayGo, String changed) {
    while (consents.size() > max) {
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
