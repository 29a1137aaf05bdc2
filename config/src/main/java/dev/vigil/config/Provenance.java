package dev.vigil.config;

/**
 * Where a value came from.
 *
 * @param kind the kind of place
 * @param place the place as shown to an operator, such as {@code /etc/vigil.properties:12}
 */
public record Provenance(Kind kind, String place) {
  static final Provenance DEFAULT = new Provenance(Kind.DEFAULT, "default");
  static final Provenance FLAG = new Provenance(Kind.FLAG, "--set");

  /** The places values come from, lowest precedence first. */
  public enum Kind {
    DEFAULT,
    PRESET,
    FILE,
    ENVIRONMENT,
    FLAG
  }

  static Provenance preset(Preset preset) {
    return new Provenance(Kind.PRESET, "preset " + preset.symbol());
  }

  static Provenance file(String file, int line) {
    return new Provenance(Kind.FILE, file + ":" + line);
  }

  static Provenance environment(String variable) {
    return new Provenance(Kind.ENVIRONMENT, "environment variable " + variable);
  }

  @Override
  public String toString() {
    return place;
  }
}
