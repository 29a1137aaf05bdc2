package dev.vigil.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of Kafka and of the registry client that are not passed through because Vigil sets them:
 * its guarantees rest on some, for others it has settings of its own.
 */
final class OwnedSettings {
  /** Streams hands settings with these prefixes to one kind of client. */
  private static final List<String> CLIENT_PREFIXES =
      List.of(
          "main.consumer.",
          "restore.consumer.",
          "global.consumer.",
          "consumer.",
          "producer.",
          "admin.");

  private static final Map<String, String> INSTEAD =
      Map.ofEntries(
          Map.entry("application.id", "vigil.application-id"),
          Map.entry("auto.offset.reset", "vigil.inputs.start-from"),
          Map.entry("commit.interval.ms", "vigil.commit-interval"),
          Map.entry("group.id", "vigil.application-id"),
          Map.entry("group.instance.id", "vigil.instance-id"),
          Map.entry("num.standby.replicas", "vigil.standby-replicas"),
          Map.entry("num.stream.threads", "vigil.threads"),
          Map.entry("rocksdb.config.setter", "vigil.state.rocksdb-memory"),
          Map.entry("schema.registry.url", Configuration.REGISTRY_URL),
          Map.entry("session.timeout.ms", "vigil.session-timeout"),
          Map.entry("state.dir", "vigil.state.dir"),
          Map.entry("transactional.id", "vigil.application-id"));

  private static final String PER_TOPIC = "each topic has its own";

  private static final Map<String, String> ALWAYS =
      Map.ofEntries(
          Map.entry("acks", "all"),
          Map.entry("default.key.serde", PER_TOPIC),
          Map.entry("default.value.serde", PER_TOPIC),
          Map.entry("enable.auto.commit", "false"),
          Map.entry("enable.idempotence", "true"),
          Map.entry("group.protocol", "classic"),
          Map.entry("isolation.level", "read_committed"),
          Map.entry("key.deserializer", PER_TOPIC),
          Map.entry("key.serializer", PER_TOPIC),
          Map.entry("processing.guarantee", "exactly_once_v2"),
          Map.entry("topology.optimization", "none"),
          Map.entry("value.deserializer", PER_TOPIC),
          Map.entry("value.serializer", PER_TOPIC));

  private OwnedSettings() {}

  /**
   * The keys that say the same as a key below {@code kafka.} for more clients, and give way to it:
   * {@code kafka.linger.ms} for {@code kafka.producer.linger.ms}.
   */
  static List<String> broader(String key) {
    String name = key.substring(Math.min(key.length(), SettingCatalogue.KAFKA.length()));
    return CLIENT_PREFIXES.stream()
        .filter(prefix -> key.startsWith(SettingCatalogue.KAFKA) && name.startsWith(prefix))
        .findFirst()
        .map(
            prefix -> {
              String plain = name.substring(prefix.length());
              return prefix.endsWith(".consumer.")
                  ? List.of("kafka.consumer." + plain, SettingCatalogue.KAFKA + plain)
                  : List.of(SettingCatalogue.KAFKA + plain);
            })
        .orElse(List.of());
  }

  /** Why a setting of Kafka is not passed through, to be read after its key; empty: it is. */
  static Optional<String> kafka(String name) {
    String plain =
        CLIENT_PREFIXES.stream()
            .filter(name::startsWith)
            .findFirst()
            .map(prefix -> name.substring(prefix.length()))
            .orElse(name);
    if (plain.contains("exception.handler")) {
      return Optional.of(always("to stop the instance and skip no record"));
    }
    return owned(plain);
  }

  /** The same for a setting of the registry client. */
  static Optional<String> registry(String name) {
    return "schema.registry.url".equals(name) ? owned(name) : Optional.empty();
  }

  private static Optional<String> owned(String name) {
    String instead = INSTEAD.get(name);
    if (instead != null) {
      return Optional.of("is set by Vigil; use " + instead);
    }
    return Optional.ofNullable(ALWAYS.get(name)).map(OwnedSettings::always);
  }

  private static String always(String value) {
    return "is set by Vigil and cannot be changed: " + value;
  }
}
