package dev.vigil.fault.watch;

import dev.vigil.fault.ledger.Ledger;

/** How long one partition stood still. */
final class IdleTime {
  private IdleTime() {}

  /**
   * The longest time in which acknowledged input waited and nothing was audited, of those that
   * ended after an instant or last until now.
   */
  static long longest(Arrivals arrivals, Ledger ledger, int partition, long since, long now) {
    long longest = 0;
    long oldestOpen = 0;
    long before = Long.MIN_VALUE;
    for (int i = 0; i <= arrivals.size(); i++) {
      boolean last = i == arrivals.size();
      long at = last ? now : arrivals.time(i);
      long waitingSince = ledger.acknowledgedAt(partition, oldestOpen);
      if (waitingSince != Ledger.NONE && at > since) {
        longest = Math.max(longest, at - Math.max(before, waitingSince));
      }
      if (!last) {
        before = at;
        oldestOpen = Math.max(oldestOpen, arrivals.offset(i) + 1);
      }
    }
    return longest;
  }

  /**
   * When the first record was audited that was sent after an instant; {@link Ledger#NONE}: none.
   */
  static long firstSentAfter(Arrivals arrivals, Ledger ledger, int partition, long since) {
    for (int i = 0; i < arrivals.size(); i++) {
      if (arrivals.time(i) > since && ledger.sentAt(partition, arrivals.offset(i)) > since) {
        return arrivals.time(i);
      }
    }
    return Ledger.NONE;
  }
}
