package dev.vigil.topology.runtime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pass-through {@code kafka.*} settings, for one kind of client. */
public final class ClientSettings {
  private static final List<String> STREAMS_PREFIXES =
      List.of(
          "main.consumer.",
          "restore.consumer.",
          "global.consumer.",
          "consumer.",
          "producer.",
          "admin.",
          "topic.");

  /** Kinds of client that Vigil's commands use beside Kafka Streams. */
  public enum Kind {
    ADMIN("admin."),
    CONSUMER("consumer."),
    PRODUCER("producer.");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }
  }

  private ClientSettings() {}

  /** What stands before settings that Kafka Streams hands to some of its clients only. */
  static List<String> prefixes() {
    return STREAMS_PREFIXES;
  }

  /** Settings without a prefix, and those of the kind's own prefix, which win. */
  public static Map<String, Object> of(Map<String, String> kafka, Kind kind) {
    Map<String, Object> settings = new HashMap<>();
    kafka.forEach(
        (key, value) -> {
          if (STREAMS_PREFIXES.stream().noneMatch(key::startsWith)) {
            settings.put(key, value);
          }
        });
    kafka.forEach(
        (key, value) -> {
          if (key.startsWith(kind.prefix)) {
            settings.put(key.substring(kind.prefix.length()), value);
          }
        });
    return settings;
  }
}
