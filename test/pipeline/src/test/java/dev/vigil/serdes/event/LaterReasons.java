package dev.vigil.serdes.event;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The reasons that only steps behind decode find. {@code LaterReasonsTest} has a case for each, the
 * decoder cases have one for each other reason: so none is without.
 */
public final class LaterReasons {
  public static final Set<DeadLetterReason> ALL =
      Collections.unmodifiableSet(
          EnumSet.of(
              DeadLetterReason.EVENT_ID_CONFLICT,
              DeadLetterReason.UNREADABLE_CONSENT,
              DeadLetterReason.STEP_FAILED));

  private LaterReasons() {}
}
