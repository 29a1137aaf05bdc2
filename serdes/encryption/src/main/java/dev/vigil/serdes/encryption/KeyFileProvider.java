package dev.vigil.serdes.encryption;

import java.net.URI;
import java.nio.file.Path;

/** Opens {@code file:/path/to/keys}. */
public final class KeyFileProvider implements KeyServiceProvider {
  @Override
  public String scheme() {
    return "file";
  }

  @Override
  public KeyService open(URI location) throws KeyServiceException {
    try {
      return new KeyFile(Path.of(location));
    } catch (IllegalArgumentException e) {
      throw KeyServiceException.refused(
          "%s is no file: write file:/path/to/keys".formatted(location), e);
    }
  }
}
