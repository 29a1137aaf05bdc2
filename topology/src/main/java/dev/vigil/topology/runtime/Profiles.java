package dev.vigil.topology.runtime;

import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.profile.ProfileException;
import dev.vigil.config.profile.ProfileLoader;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Critical-value profiles by the names that configuration and commands give them. */
public final class Profiles {
  private Profiles() {}

  /**
   * Loads a profile.
   *
   * @param nameOrPath a shipped profile's name ({@link ProfileLoader#SHIPPED}), or a path
   * @throws VigilException with {@link ExitCode#PROFILE} if it cannot be read or is invalid
   */
  public static CriticalValueProfile load(String nameOrPath) {
    try {
      return read(nameOrPath);
    } catch (ProfileException e) {
      throw new VigilException(
          ExitCode.PROFILE, e.faults().stream().map(ProfileException.Fault::toString).toList(), e);
    }
  }

  /**
   * As {@link #load}, for those who look into an invalid profile.
   *
   * @throws VigilException with {@link ExitCode#PROFILE} if it cannot be read
   */
  public static CriticalValueProfile read(String nameOrPath) throws ProfileException {
    try {
      return ProfileLoader.SHIPPED.contains(nameOrPath)
          ? ProfileLoader.shipped(nameOrPath)
          : ProfileLoader.load(Path.of(nameOrPath));
    } catch (IOException | InvalidPathException e) {
      throw new VigilException(
          ExitCode.PROFILE,
          "The critical-value profile %s cannot be read (%s): name a file, or one of %s"
              .formatted(
                  nameOrPath,
                  e.getClass().getSimpleName(),
                  String.join(", ", ProfileLoader.SHIPPED)),
          e);
    }
  }
}
