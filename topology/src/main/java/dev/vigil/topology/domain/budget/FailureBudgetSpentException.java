package dev.vigil.topology.domain.budget;

/** Too many records failed: this instance must stop, and must not write the record at hand. */
public final class FailureBudgetSpentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the text of what was used: counts and codes only. */
  public FailureBudgetSpentException(BudgetUse use) {
    super(use.text());
  }
}
