package dev.vigil.topology.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build this is. */
public final class Version {
  private static final String COMMIT = "git.commit.id.abbrev";

  private Version() {}

  /** As in the jar's manifest; {@code development} where classes do not come from a jar. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** The commit that was built; {@code unknown} where sources did not come from git. */
  public static String commit() {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("build.properties in the jar cannot be read", e);
    }
    return build.getProperty(COMMIT, "unknown");
  }
}
