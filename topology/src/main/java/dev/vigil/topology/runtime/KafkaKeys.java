package dev.vigil.topology.runtime;

import dev.vigil.config.ConfigException;
import dev.vigil.config.Configuration;
import dev.vigil.config.Provenance;
import dev.vigil.config.Setting;
import dev.vigil.config.Suggestion;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds {@code kafka.*} keys that no client knows. Clients take no notice of them: a misspelt
 * {@code kafka.security.protocol} would be a connection in the clear. Interceptors and other
 * plugins may have keys of their own, so a key that resembles none is only warned of.
 */
public final class KafkaKeys {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaKeys.class);

  private static final String KAFKA = "kafka.";
  private static final String TOPIC = "topic.";

  /** So many wrong letters are a slip. */
  private static final int SLIP = 2;

  private KafkaKeys() {}

  /**
   * Refuses keys that are nearly one that a client knows, and warns of others that none knows.
   *
   * @throws ConfigException with a line for each
   */
  public static void check(Configuration configuration) {
    List<String> problems = new ArrayList<>();
    for (Setting setting : configuration.settings()) {
      Provenance.Kind kind = setting.provenance().kind();
      boolean written = kind != Provenance.Kind.DEFAULT && kind != Provenance.Kind.PRESET;
      if (written && setting.key().startsWith(KAFKA)) {
        String name = setting.key().substring(KAFKA.length());
        if (!Known.NAMES.contains(name)) {
          Optional<String> meant = Suggestion.nearlyEqual(name, SLIP, Known.NAMES);
          if (meant.isPresent()) {
            problems.add(
                "%s: no Kafka client knows %s; did you mean %s%s?"
                    .formatted(setting.provenance(), setting.key(), KAFKA, meant.get()));
          } else {
            LOG.warn(
                "{}: no Kafka client knows {}: it is handed on, for a plugin that reads it",
                setting.provenance(),
                setting.key());
          }
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  /** Read only where there is something to compare: it loads all clients' configurations. */
  private static final class Known {
    static final Set<String> NAMES = names();

    private static Set<String> names() {
      Set<String> ofClients = new TreeSet<>();
      ofClients.addAll(AdminClientConfig.configNames());
      ofClients.addAll(ConsumerConfig.configNames());
      ofClients.addAll(ProducerConfig.configNames());
      ofClients.addAll(JmxReporter.RECONFIGURABLE_CONFIGS);
      Set<String> names = new TreeSet<>(StreamsConfig.configDef().names());
      names.addAll(ofClients);
      for (String prefix : ClientSettings.prefixes()) {
        (prefix.equals(TOPIC) ? ofTopics() : ofClients).forEach(name -> names.add(prefix + name));
      }
      return names;
    }

    private static Set<String> ofTopics() {
      Set<String> names = new TreeSet<>();
      for (Field field : TopicConfig.class.getFields()) {
        if (field.getName().endsWith("_CONFIG")) {
          try {
            names.add(String.valueOf(field.get(null)));
          } catch (IllegalAccessException e) {
            throw new IllegalStateException("a public constant that cannot be read", e);
          }
        }
      }
      return names;
    }
  }
}
