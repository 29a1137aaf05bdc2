package dev.vigil.topology.domain.escalation;

import java.util.Locale;

/** What an acknowledgement came to; the code stands in audit records and counters. */
public enum AckOutcome {
  /** The alert is acknowledged, and not escalated until a later revision pages again. */
  ACKNOWLEDGED,
  /** Somebody did so before. */
  ALREADY_ACKNOWLEDGED,
  /** There is nothing to acknowledge any more. */
  ALERT_RETRACTED,
  /** The value was not read back, which the configuration requires: the escalation goes on. */
  NOT_READ_BACK,
  /**
   * It names a revision before the newest page, or names none and was sent before that page, so
   * that it cannot be about what that page says: the escalation goes on. So it is when events and
   * acknowledgements waited while Vigil was down.
   */
  PAGE_IS_NEWER,
  /** No alert of this id was delivered for this patient, or it is forgotten by now. */
  UNKNOWN_ALERT;

  /** As in audit records and counters, for example {@code not-read-back}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
