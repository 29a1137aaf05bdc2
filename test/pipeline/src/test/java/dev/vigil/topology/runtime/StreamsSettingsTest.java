package dev.vigil.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.config.ConfigLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

/** What Kafka Streams is told. */
class StreamsSettingsTest {
  @Test
  void nobodyJudgesByAProfileWhosePublicationWasAborted() {
    StreamsConfig config =
        StreamsSettings.of(
            new ConfigLoader(Map.of()).load(null, List.of("kafka.bootstrap.servers=nowhere:0")),
            Path.of("state"),
            8);

    assertThat(config.getGlobalConsumerConfigs("vigil"))
        .containsEntry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
  }
}
