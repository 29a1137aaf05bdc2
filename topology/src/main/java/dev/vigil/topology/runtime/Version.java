package dev.vigil.topology.runtime;

/** Which release this is. */
public final class Version {
  private Version() {}

  /** As in the jar's manifest; {@code development} where classes do not come from a jar. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
