package dev.vigil.fault.verdict;

import org.jspecify.annotations.Nullable;

/** The newest that was said of an Observation's critical value. */
record ExpectedAlert(String status, int revision, String value) {
  static ExpectedAlert raised(@Nullable ExpectedAlert before, String value) {
    return new ExpectedAlert("RAISED", before == null ? 1 : before.revision + 1, value);
  }

  ExpectedAlert updated(String corrected) {
    return new ExpectedAlert("UPDATED", revision + 1, corrected);
  }

  ExpectedAlert retracted() {
    return new ExpectedAlert("RETRACTED", revision + 1, value);
  }

  boolean isStanding() {
    return !status.equals("RETRACTED");
  }

  @Override
  public String toString() {
    return status + " " + revision + " " + value;
  }
}
