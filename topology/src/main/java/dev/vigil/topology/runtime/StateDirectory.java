package dev.vigil.topology.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The directory of the stores: it must be there, be ours, and take writes. */
final class StateDirectory {
  private StateDirectory() {}

  /** Creates the directory if needed, readable by its user only: stores hold patient data. */
  static Path prepare(Path configured) {
    Path directory = configured.toAbsolutePath().normalize();
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory);
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
      }
      Path probe = Files.createTempFile(directory, ".writable", null);
      Files.delete(probe);
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
    return directory;
  }
}
