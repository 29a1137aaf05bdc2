package dev.vigil.config;

import java.util.Map;
import java.util.TreeMap;

/** Names of registry settings as Confluent's client expects them. */
final class RegistryNames {
  private static final String CLIENT_NAMESPACE = "schema.registry.";

  private RegistryNames() {}

  /**
   * Renames what is set below {@code registry.}. The client reads its address and TLS settings only
   * with its own prefix, everything else without.
   */
  static Map<String, String> toClient(Map<String, String> settings) {
    Map<String, String> renamed = new TreeMap<>();
    settings.forEach(
        (name, value) -> {
          boolean prefixed = "url".equals(name) || name.startsWith("ssl.");
          renamed.put(prefixed ? CLIENT_NAMESPACE + name : name, value);
        });
    return renamed;
  }
}
