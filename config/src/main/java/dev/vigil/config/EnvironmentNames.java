package dev.vigil.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** The two spellings of a key: {@code kafka.security.protocol}, VIGIL_KAFKA_SECURITY_PROTOCOL. */
final class EnvironmentNames {
  private static final Pattern UNDERSCORES = Pattern.compile("___|__|_");

  private EnvironmentNames() {}

  /** The environment variable of a key. */
  static String of(String key) {
    if (key.startsWith(SettingCatalogue.VIGIL)) {
      return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }
    // The order matters: the underscores put in for dots must not be tripled.
    return "VIGIL_"
        + key.replace("_", "___").replace("-", "__").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /**
   * The key of somebody else's setting from the rest of a variable's name. One underscore is a dot,
   * two are a hyphen, three an underscore, as in Confluent's container images.
   */
  static String passThroughKey(String rest) {
    return UNDERSCORES
        .matcher(rest.toLowerCase(Locale.ROOT))
        .replaceAll(
            match ->
                switch (match.group().length()) {
                  case 1 -> ".";
                  case 2 -> "-";
                  default -> "_";
                });
  }
}
