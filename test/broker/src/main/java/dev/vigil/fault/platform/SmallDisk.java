package dev.vigil.fault.platform;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file system of its own, which can be full or read-only. Needs root. */
public final class SmallDisk implements AutoCloseable {
  private static final int BLOCK_BYTES = 64 << 10;

  private final Path directory;
  private final Path filler;

  /**
   * Mounts it.
   *
   * @param directory made if it is not there
   */
  public SmallDisk(Path directory, int megabytes) {
    this.directory = directory;
    this.filler = directory.resolve("filler");
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new PlatformException("cannot make " + directory, e);
    }
    Commands.run(
        "mount",
        "-t",
        "tmpfs",
        "-o",
        "size=" + megabytes + "m,mode=700",
        "vigil",
        directory.toString());
  }

  /** A directory on it that is not there yet. */
  public Path state() {
    return directory.resolve("state");
  }

  /** Takes all room that is left. */
  public void fill() {
    byte[] block = new byte[BLOCK_BYTES];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (directory.toFile().getUsableSpace() > 0) {
        out.write(block);
      }
    } catch (IOException e) {
      // What was wanted, unless nothing was written.
      if (Files.notExists(filler)) {
        throw new PlatformException("cannot fill " + directory, e);
      }
    }
  }

  /** Gives the room back. */
  public void free() {
    try {
      Files.deleteIfExists(filler);
    } catch (IOException e) {
      throw new PlatformException("cannot delete " + filler, e);
    }
  }

  /** Refuses writes; files that are open for writing do not hinder it. */
  public void readOnly() {
    // A remount is refused while files are open for writing; a read-only bind over it is not.
    Commands.run("mount", "--bind", directory.toString(), directory.toString());
    Commands.run("mount", "-o", "remount,bind,ro", directory.toString());
  }

  /** Takes writes again. */
  public void writable() {
    Commands.run("umount", "--lazy", directory.toString());
  }

  @Override
  public void close() {
    Commands.run("umount", "--lazy", directory.toString());
  }
}
