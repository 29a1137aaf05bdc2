package dev.vigil.topology.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of the stores: it must be there, take writes, and what is below it must be readable
 * by its user only, because stores hold patient data. Above that, {@code vigil.state.dir} itself
 * may be a mounted volume that belongs to somebody else.
 */
final class StateDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private StateDirectory() {}

  /**
   * Creates what is missing; an application's directory that others can read is closed to them.
   *
   * @return {@code vigil.state.dir}, absolute
   * @throws VigilException with {@link ExitCode#STATE_DIRECTORY} if it cannot be written, or not be
   *     closed to others
   */
  static Path prepare(Path configured, String applicationId) {
    Path directory = configured.toAbsolutePath().normalize();
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory);
        if (hasPermissions(directory)) {
          Files.setPosixFilePermissions(directory, OWNER_ONLY);
        }
      }
      Path probe = Files.createTempFile(directory, ".writable", null);
      Files.delete(probe);
      Path ofApplication = directory.resolve(applicationId);
      if (!Files.isDirectory(ofApplication)) {
        Files.createDirectories(ofApplication);
      } else if (isOpen(ofApplication)) {
        LOG.warn(
            "{} could be read by other users of this machine until now, patient data included",
            ofApplication);
      }
    } catch (IOException e) {
      throw new VigilException(
          ExitCode.STATE_DIRECTORY,
          "The state directory "
              + directory
              + " cannot be written ("
              + e.getClass().getSimpleName()
              + "): give this user write permission, or set vigil.state.dir",
          e);
    }
    restrict(directory, applicationId);
    return directory;
  }

  /**
   * Closes an application's directory to everybody but its user.
   *
   * @param directory {@code vigil.state.dir}
   * @throws VigilException with {@link ExitCode#STATE_DIRECTORY} if it belongs to another user
   */
  static void restrict(Path directory, String applicationId) {
    Path ofApplication = directory.resolve(applicationId);
    try {
      if (isOpen(ofApplication)) {
        Files.setPosixFilePermissions(ofApplication, OWNER_ONLY);
      }
    } catch (IOException e) {
      throw new VigilException(
          ExitCode.STATE_DIRECTORY,
          "The state directory %s can be read by other users and holds patient data, and this user cannot change that (%s): chmod 700 it, or set vigil.state.dir"
              .formatted(ofApplication, e.getClass().getSimpleName()),
          e);
    }
  }

  private static boolean isOpen(Path directory) throws IOException {
    if (!hasPermissions(directory)) {
      return false;
    }
    Set<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
    others.addAll(Files.getPosixFilePermissions(directory));
    others.removeAll(OWNER_ONLY);
    return !others.isEmpty();
  }

  private static boolean hasPermissions(Path directory) {
    return directory.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
