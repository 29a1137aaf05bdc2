package dev.vigil.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a preset changes, and what wins over it. */
class PresetTest {
  private static final String LOW_LATENCY = "vigil.preset=low-latency";

  @Test
  void aPresetStandsBetweenTheDefaultsAndWhatIsWritten() {
    Configuration plain = load();
    Configuration preset = load(LOW_LATENCY);
    Configuration overridden = load(LOW_LATENCY, "vigil.commit-interval=PT0.05S");

    assertThat(plain.vigil().preset()).isEqualTo(Preset.DEFAULT);
    assertThat(preset.vigil().preset()).isEqualTo(Preset.LOW_LATENCY);
    assertThat(preset.vigil().commitInterval()).isLessThan(plain.vigil().commitInterval());
    assertThat(preset.kafkaSettings()).containsEntry("producer.linger.ms", "5");
    assertThat(overridden.vigil().commitInterval()).isEqualTo(Duration.ofMillis(50));
    assertThat(overridden.kafkaSettings()).containsEntry("producer.linger.ms", "5");
  }

  @Test
  void theFileAndTheEnvironmentWinOverAPresetToo(@TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("v.properties"),
            "vigil.preset=low-latency\nkafka.producer.linger.ms=7\n");

    Configuration configuration =
        new ConfigLoader(Map.of("VIGIL_COMMIT_INTERVAL", "PT0.02S")).load(file, List.of());

    assertThat(configuration.vigil().commitInterval()).isEqualTo(Duration.ofMillis(20));
    assertThat(configuration.kafkaSettings()).containsEntry("producer.linger.ms", "7");
  }

  @Test
  void thePlaceOfThePresetDoesNotMatter(@TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(directory.resolve("v.properties"), "vigil.preset=high-throughput\n");

    Configuration flag = new ConfigLoader(Map.of()).load(file, List.of(LOW_LATENCY));
    Configuration environment =
        new ConfigLoader(Map.of("VIGIL_PRESET", "low-latency")).load(null, List.of());

    assertThat(flag.kafkaSettings()).isEqualTo(load(LOW_LATENCY).kafkaSettings());
    assertThat(environment.kafkaSettings()).isEqualTo(load(LOW_LATENCY).kafkaSettings());
  }

  @Test
  void theListSaysWhatCameFromThePreset() {
    assertThat(load(LOW_LATENCY).setting("vigil.commit-interval"))
        .hasValueSatisfying(
            setting -> {
              assertThat(setting.defaultValue()).isEqualTo("PT0.1S");
              assertThat(setting.provenance()).hasToString("preset low-latency");
            });
    assertThat(load(LOW_LATENCY).setting("kafka.producer.batch.size"))
        .hasValueSatisfying(
            setting -> assertThat(setting.provenance()).hasToString("preset default"));
    assertThat(load(LOW_LATENCY, "kafka.poll.ms=9").setting("kafka.poll.ms"))
        .hasValueSatisfying(setting -> assertThat(setting.provenance()).hasToString("--set"));
  }

  /** Kafka would let the preset's narrower setting win over the operator's broader one. */
  @ParameterizedTest
  @CsvSource({
    "kafka.linger.ms=7, producer.linger.ms",
    "kafka.batch.size=7, producer.batch.size",
  })
  void whatIsWrittenForAllClientsWinsOverWhatAPresetSaysForOneKind(String flag, String presets) {
    assertThat(load(LOW_LATENCY, flag).kafkaSettings()).doesNotContainKey(presets);
    assertThat(load(LOW_LATENCY).kafkaSettings()).containsKey(presets);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kafka.main.consumer.a.b | kafka.consumer.a.b,kafka.a.b
          kafka.restore.consumer.a | kafka.consumer.a,kafka.a
          kafka.consumer.a        | kafka.a
          kafka.producer.a        | kafka.a
          kafka.poll.ms           |
          kafka.topic.a           |
          vigil.threads           |
          """)
  void aKeyForOneKindOfClientHasBroaderOnes(String key, String broader) {
    assertThat(String.join(",", OwnedSettings.broader(key)))
        .isEqualTo(broader == null ? "" : broader);
  }

  @Test
  void anUnknownPresetIsRefusedWithTheNamesThereAre() {
    ConfigException refusal =
        catchThrowableOfType(ConfigException.class, () -> load("vigil.preset=fast"));

    assertThat(refusal.problems())
        .containsExactly(
            "--set: vigil.preset: 'fast' is not one of default, low-latency, high-throughput");
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void everyPresetIsAConfigurationThatLoads(Preset preset) {
    List<String> problems = new ArrayList<>();
    List<RawValue> values = Presets.read(preset, problems::add);

    Configuration loaded = load("vigil.preset=" + preset.symbol());

    assertThat(problems).isEmpty();
    assertThat(values).isNotEmpty();
    assertThat(values)
        .allSatisfy(
            value ->
                assertThat(loaded.setting(value.key()).orElseThrow().value())
                    .isEqualTo(value.value()));
    // Which outputs there are and where things are is the operator's.
    assertThat(values)
        .extracting(RawValue::key)
        .doesNotContain(Preset.KEY)
        .noneMatch(key -> key.startsWith("vigil.outputs.") || key.startsWith("registry."));
  }

  /** Else the default of a setting of Vigil's would stand in two places. */
  @Test
  void theDefaultPresetIsAboutKafkaOnly() {
    assertThat(Presets.read(Preset.DEFAULT, problem -> {}))
        .extracting(RawValue::key)
        .allMatch(key -> key.startsWith("kafka."));
  }

  private static Configuration load(String... flags) {
    return new ConfigLoader(Map.of()).load(null, List.of(flags));
  }
}
