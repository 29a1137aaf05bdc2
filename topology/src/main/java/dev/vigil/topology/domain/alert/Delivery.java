package dev.vigil.topology.domain.alert;

/** What consent and configuration allow for a patient's critical values. */
public enum Delivery {
  /** Treatment is permitted: alert. */
  DELIVER,
  /** Treatment is denied: a person is told that something was withheld, not what. */
  WITHHOLD,
  /** Treatment is denied, and the hospital decided that critical values go out all the same. */
  BREAK_GLASS
}
