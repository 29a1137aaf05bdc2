package dev.vigil.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** A key file as an operator makes one. */
public final class SampleKeyFile {
  private final Path file;

  private SampleKeyFile(Path file) {
    this.file = file;
  }

  /** A new file with keys of these ids. */
  public static SampleKeyFile in(Path directory, String... ids) throws IOException {
    Path file =
        Files.createFile(
            directory.resolve("vigil-keys"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    SampleKeyFile keys = new SampleKeyFile(file);
    for (String id : ids) {
      keys.add(id);
    }
    return keys;
  }

  /** A key more, the newest of its name: what rotation is. */
  public SampleKeyFile add(String id) throws IOException {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    Files.writeString(
        file, Files.readString(file) + id + " " + Base64.getEncoder().encodeToString(key) + "\n");
    return this;
  }

  /** A key less: whoever needs it cannot have it any more. */
  public SampleKeyFile destroy(String id) throws IOException {
    Files.writeString(
        file, Files.readString(file).replaceAll("(?m)^" + Pattern.quote(id) + " .*\n", ""));
    return this;
  }

  /** Where it is. */
  public Path path() {
    return file;
  }

  /** Its address as a key service. */
  public String address() {
    return file.toUri().toString();
  }

  /** The setting that names it. */
  public String setting() {
    return "vigil.encryption.service=" + address();
  }
}
