package dev.vigil.config.profile;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-256 of a profile's bytes, as {@code sha256sum} shows it: what a profile is known by. */
public final class ProfileHash {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final int SHORT_DIGITS = 12;

  private ProfileHash() {}

  /** All 64 digits, lower case. */
  public static String of(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** Whether a text has the form of a hash. */
  public static boolean isHash(String text) {
    return HASH.matcher(text).matches();
  }

  /** The first 12 digits, for people and records. */
  public static String shortened(String hash) {
    return hash.substring(0, SHORT_DIGITS);
  }
}
