package dev.vigil.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of listings and messages. Errs on the side of hiding: a key that sounds like a
 * secret is one, unless its ending says that it only points at or describes one.
 */
final class Secrets {
  static final String HIDDEN = "******";

  private static final Pattern SOUNDS_SECRET =
      Pattern.compile("password|passphrase|secret|token|key|jaas|user\\.info|credentials");

  private static final Pattern ONLY_DESCRIBES =
      Pattern.compile(
          "\\.(location|type|source|algorithm|class|file|serializer|deserializer|serde|ms|url)$");

  /** The user and password of an address such as {@code https://user:password@registry}. */
  private static final Pattern USER_INFO = Pattern.compile("://[^/@\\s]+@");

  private Secrets() {}

  static boolean isSecret(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return SOUNDS_SECRET.matcher(lower).find() && !ONLY_DESCRIBES.matcher(lower).find();
  }

  /** A value as it may be shown. */
  static String hide(RawValue value) {
    // What is read from a file is kept out of the configuration for a reason.
    if (isSecret(value.key()) || FileReferences.contains(value.value())) {
      return HIDDEN;
    }
    return USER_INFO.matcher(value.value()).replaceAll("://" + HIDDEN + "@");
  }
}
