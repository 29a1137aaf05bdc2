package dev.vigil.topology.runtime;

import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.profile.ProfileException;
import dev.vigil.config.profile.ProfileLoader;
import java.io.IOException;
import java.nio.file.Path;

/** The critical-value profile that the configuration names. */
public final class Profiles {
  private Profiles() {}

  /**
   * Loads a profile.
   *
   * @param nameOrPath a shipped profile's name, or a path: anything with a separator or a suffix
   * @throws VigilException with {@link ExitCode#PROFILE} if it cannot be read or is invalid
   */
  public static CriticalValueProfile load(String nameOrPath) {
    boolean path = nameOrPath.contains("/") || nameOrPath.contains(".");
    try {
      return path ? ProfileLoader.load(Path.of(nameOrPath)) : ProfileLoader.shipped(nameOrPath);
    } catch (ProfileException e) {
      throw new VigilException(
          ExitCode.PROFILE, e.faults().stream().map(ProfileException.Fault::toString).toList(), e);
    } catch (IOException e) {
      throw new VigilException(
          ExitCode.PROFILE,
          "The critical-value profile "
              + nameOrPath
              + " cannot be read ("
              + e.getClass().getSimpleName()
              + "): check vigil.profile",
          e);
    }
  }
}
