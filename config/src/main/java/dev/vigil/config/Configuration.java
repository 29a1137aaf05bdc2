package dev.vigil.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A configuration that was read and checked. Deliberately without {@code toString}: the
 * pass-through settings hold passwords.
 */
public final class Configuration {
  /** Key of the brokers' addresses. */
  public static final String BOOTSTRAP_SERVERS = "kafka.bootstrap.servers";

  /** Key of the registry's address. */
  public static final String REGISTRY_URL = "registry.url";

  private final VigilConfig vigil;
  private final Map<String, String> values;
  private final Map<String, String> kafka;
  private final Map<String, String> registry;
  private final List<Setting> settings;

  /**
   * Puts together what was checked.
   *
   * @param vigil Vigil's own settings
   * @param values the values of all settings that are set, by full key
   * @param settings the list for people
   */
  Configuration(VigilConfig vigil, Map<String, String> values, List<Setting> settings) {
    this.vigil = vigil;
    this.values = Map.copyOf(values);
    this.kafka = Collections.unmodifiableMap(below(SettingCatalogue.KAFKA, values));
    this.registry =
        Collections.unmodifiableMap(
            RegistryNames.toClient(below(SettingCatalogue.REGISTRY, values)));
    this.settings = List.copyOf(settings);
  }

  /** Vigil's own settings. */
  public VigilConfig vigil() {
    return vigil;
  }

  /** What was set below {@code kafka.}, under the names Kafka uses; none of it is Vigil's own. */
  public Map<String, String> kafkaSettings() {
    return kafka;
  }

  /** What was set below {@code registry.}, under the names Confluent's client uses. */
  public Map<String, String> registrySettings() {
    return registry;
  }

  /** Every setting with its effective value, secrets replaced, for {@code vigil config}. */
  public List<Setting> settings() {
    return settings;
  }

  /** One of {@link #settings()}. */
  public Optional<Setting> setting(String key) {
    return settings.stream().filter(setting -> setting.key().equals(key)).findFirst();
  }

  /**
   * Checks that settings without a default are set, for commands that need a cluster; others, such
   * as {@code vigil topology}, work without.
   *
   * @param keys full keys, {@link #BOOTSTRAP_SERVERS} or {@link #REGISTRY_URL}
   * @throws ConfigException if one is not set or empty
   */
  public void require(String... keys) {
    List<String> problems = new ArrayList<>();
    for (String key : keys) {
      if (values.getOrDefault(key, "").isBlank()) {
        problems.add(
            "%s is not set: add it to the properties file, set %s, or pass --set %s=…"
                .formatted(key, EnvironmentNames.of(key), key));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  private static Map<String, String> below(String prefix, Map<String, String> values) {
    Map<String, String> below = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            below.put(key.substring(prefix.length()), value);
          }
        });
    return below;
  }
}
