package dev.vigil.serdes.encryption;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys in a file: a line for each, {@code name:version} and 32 bytes in base64, the newest version
 * of a name last; {@code #} begins a comment. Read anew each time, so that a new version counts
 * without a restart. Data keys are wrapped as RFC 3394 says.
 */
public final class KeyFile implements KeyService {
  private static final Pattern LINE =
      Pattern.compile(
          "([a-z0-9][a-z0-9-]{0,62}):([A-Za-z0-9][A-Za-z0-9._-]{0,62})\\s+([A-Za-z0-9+/]{43}=)");

  private static final int MOST_BYTES = 1 << 20;
  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE,
          PosixFilePermission.GROUP_WRITE);

  private final Path file;

  /** Keys of a file, which is not read yet. */
  public KeyFile(Path file) {
    this.file = file;
  }

  @Override
  public WrappedKey wrap(String name, byte[] dataKey) throws KeyServiceException {
    String newest = null;
    Map<String, SecretKey> keys = read();
    for (String id : keys.keySet()) {
      if (id.startsWith(name + ":")) {
        newest = id;
      }
    }
    if (newest == null) {
      throw KeyServiceException.refused("the key file " + file + " has no key " + name, null);
    }
    try {
      Cipher cipher = Cipher.getInstance("AESWrap");
      cipher.init(Cipher.WRAP_MODE, keys.get(newest));
      return new WrappedKey(newest, cipher.wrap(new SecretKeySpec(dataKey, "AES")));
    } catch (GeneralSecurityException e) {
      throw KeyServiceException.refused("this Java cannot wrap keys (AESWrap)", e);
    }
  }

  @Override
  public byte[] unwrap(WrappedKey wrapped) throws KeyServiceException {
    SecretKey key = key(read(), wrapped.keyId());
    try {
      Cipher cipher = Cipher.getInstance("AESWrap");
      cipher.init(Cipher.UNWRAP_MODE, key);
      return cipher.unwrap(wrapped.wrapped(), "AES", Cipher.SECRET_KEY).getEncoded();
    } catch (GeneralSecurityException e) {
      throw KeyServiceException.refused(
          "the key " + wrapped.keyId() + " is not the one that the data key was wrapped with", e);
    }
  }

  @Override
  public byte[] mac(String id, byte[] message) throws KeyServiceException {
    SecretKey key = key(read(), id);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw KeyServiceException.refused("this Java has no HmacSHA256", e);
    }
  }

  @Override
  public void close() {
    // Nothing is kept open.
  }

  private SecretKey key(Map<String, SecretKey> keys, String id) throws KeyServiceException {
    SecretKey key = keys.get(id);
    if (key == null) {
      throw KeyServiceException.refused(
          "the key file " + file + " has no key " + id + " (name:version)", null);
    }
    return key;
  }

  /** By id, in the file's order. */
  private Map<String, SecretKey> read() throws KeyServiceException {
    Map<String, SecretKey> keys = new LinkedHashMap<>();
    List<String> lines = lines();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      // Not the line itself: it holds a key.
      if (!matcher.matches()) {
        throw KeyServiceException.refused(
            "line %d of the key file %s is not NAME:VERSION and 32 bytes in base64"
                .formatted(i + 1, file),
            null);
      }
      byte[] bytes = Base64.getDecoder().decode(matcher.group(3));
      String id = matcher.group(1) + ":" + matcher.group(2);
      if (keys.put(id, new SecretKeySpec(bytes, "AES")) != null) {
        throw KeyServiceException.refused(
            "line %d of the key file %s has the key %s a second time".formatted(i + 1, file, id),
            null);
      }
    }
    return keys;
  }

  private List<String> lines() throws KeyServiceException {
    try {
      PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (view != null
          && view.readAttributes().permissions().stream().anyMatch(OF_OTHERS::contains)) {
        throw KeyServiceException.refused(
            "the key file " + file + " is open to others: chmod 600, or 640 for a group", null);
      }
      if (Files.size(file) > MOST_BYTES) {
        throw KeyServiceException.refused("the key file " + file + " is larger than 1 MB", null);
      }
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      // A secret that is being replaced is away for a moment.
      throw KeyServiceException.away("the key file " + file + " cannot be read", e);
    }
  }
}
