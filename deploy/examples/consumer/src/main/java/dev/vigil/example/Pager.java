package dev.vigil.example;

import dev.vigil.avro.CriticalLabAlert;

/**
 * What pages people: your part. A method returns once the paging system has taken the request; it
 * may be called again for the same key after a crash, so hand the key on as idempotency key.
 */
public interface Pager {
  /** Page who is responsible, or, if the alert is escalated, who comes next at its level. */
  void page(String key, CriticalLabAlert alert) throws PagerUnavailableException;

  /** Show what changed where the alert is displayed; page nobody. */
  void show(String key, CriticalLabAlert alert) throws PagerUnavailableException;

  /** Tell everyone who was paged or shown this alert that it is not valid, and why. */
  void withdraw(String key, CriticalLabAlert alert) throws PagerUnavailableException;

  /** The paging system does not answer: worth trying again. */
  final class PagerUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public PagerUnavailableException(String message) {
      super(message);
    }
  }
}
