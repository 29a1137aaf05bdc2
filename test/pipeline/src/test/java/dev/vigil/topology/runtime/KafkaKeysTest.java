package dev.vigil.topology.runtime;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.config.ConfigException;
import dev.vigil.config.ConfigLoader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A key that no client knows is a slip, or a plugin's. */
class KafkaKeysTest {
  @ParameterizedTest
  @CsvSource({
    "security.protocl, security.protocol",
    "security-protocol, security.protocol",
    "SSL.trustStore.location, ssl.truststore.location",
    "producer.linger.msec, producer.linger.ms",
    "consumr.max.poll.records, consumer.max.poll.records",
    "topic.retention.m, topic.retention.ms",
  })
  void aSlipIsRefused(String written, String meant) {
    assertThatThrownBy(() -> check("kafka." + written + "=x"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "--set: no Kafka client knows kafka.%s; did you mean kafka.%s?", written, meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "interceptor.classes",
        "ssl.truststore.location",
        "producer.ssl.keystore.key",
        "main.consumer.max.poll.interval.ms",
        "topic.min.insync.replicas",
        "metrics.jmx.exclude",
        "replication.factor",
        "my.interceptor.endpoint",
        "consumer.apicurio.auth.service.url",
        "schema.registry.ssl.truststore.location"
      })
  void whatAClientKnowsAndWhatAPluginMayKnowIsHandedOn(String key) {
    assertThatCode(() -> check("kafka." + key + "=x")).doesNotThrowAnyException();
  }

  private static void check(String setting) {
    KafkaKeys.check(new ConfigLoader(Map.of()).load(null, List.of(setting)));
  }
}
