package dev.vigil.config;

/**
 * Settings that go together. What each says stands in a properties file of its name, beside this
 * class in {@code presets/}.
 */
public enum Preset {
  /** Low latency at good throughput. */
  DEFAULT,
  /** Alerts as soon as can be. */
  LOW_LATENCY,
  /** As many records as can be. */
  HIGH_THROUGHPUT;

  static final String KEY = "vigil.preset";

  /** The name as an operator writes it. */
  String symbol() {
    return ValueType.symbol(this);
  }
}
