package dev.vigil.topology.runtime;

import java.io.IOException;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;

/** RocksDB's native code: 15 MB that must be unpacked before it can be loaded. */
final class RocksDbLibrary {
  private RocksDbLibrary() {}

  /**
   * Unpacks into the state directory, over the copy of the start before. By default it would go to
   * the system's temporary files under another name each time, and stay there when the process ends
   * by a signal.
   */
  static void load(Path stateDirectory) {
    try {
      NativeLibraryLoader.getInstance().loadLibrary(stateDirectory.toString());
    } catch (IOException | UnsatisfiedLinkError e) {
      throw new VigilException(
          ExitCode.STATE_DIRECTORY,
          "RocksDB's library cannot be loaded from "
              + stateDirectory
              + " ("
              + e.getClass().getSimpleName()
              + "): the file system must have 20 MB free and allow execution",
          e);
    }
  }
}
