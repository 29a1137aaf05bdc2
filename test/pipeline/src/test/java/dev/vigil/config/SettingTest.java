package dev.vigil.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list behind {@code vigil config}. */
class SettingTest {
  private final Path directory;

  SettingTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void everySettingOfTheMappingIsListedWithItsMeaning() {
    TreeSet<String> declared = new TreeSet<>();
    ConfigMappings.getProperties(ConfigClass.configClass(VigilConfig.class))
        .forEach(
            (key, property) -> {
              boolean setting =
                  property.isLeaf() || property.isPrimitive() || property.isOptional();
              // SmallRye lists each list a second time, for its elements.
              if (setting && !key.endsWith("[*]")) {
                declared.add(key.replace("*", "treatment"));
              }
            });
    declared.add("kafka.bootstrap.servers");
    declared.add("registry.url");
    Presets.read(Preset.DEFAULT, problem -> {}).forEach(value -> declared.add(value.key()));

    List<Setting> settings = new ConfigLoader(Map.of()).load(null, List.of()).settings();

    assertThat(settings)
        .extracting(Setting::key)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(declared);
    assertThat(settings).allMatch(setting -> setting.meaning().endsWith("."));
  }

  @Test
  void aSettingSaysWhatItIsAndWhereItsValueCameFrom() throws IOException {
    Path file =
        Files.writeString(directory.resolve("v.properties"), "\nvigil.alerts.stale-after = PT2H");

    Configuration configuration = new ConfigLoader(Map.of()).load(file, List.of());

    assertThat(configuration.setting("vigil.alerts.stale-after"))
        .contains(
            new Setting(
                "vigil.alerts.stale-after",
                "PT24H",
                "ISO-8601 duration, PT1M to P365D",
                "Age of a result, from its issue to its arrival in the log, from which a critical"
                    + " value is a review item instead of an alert.",
                "PT2H",
                new Provenance(Provenance.Kind.FILE, file + ":2"),
                false));
    assertThat(configuration.setting("vigil.inputs.partitioner"))
        .hasValueSatisfying(
            setting -> {
              assertThat(setting.type()).isEqualTo("murmur2 | crc32 | none");
              assertThat(setting.value()).isEqualTo("murmur2");
              assertThat(setting.provenance()).hasToString("default");
            });
    assertThat(configuration.setting("vigil.outputs.treatment.purpose"))
        .hasValueSatisfying(setting -> assertThat(setting.value()).isEqualTo("TREAT"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka.ssl.key.password",
        "kafka.ssl.keystore.key",
        "kafka.sasl.jaas.config",
        "kafka.producer.ssl.truststore.password",
        "kafka.sasl.oauthbearer.client.credentials.client.secret",
        "kafka.sasl.oauthbearer.assertion.private.key.passphrase",
        "registry.basic.auth.user.info",
        "registry.bearer.auth.token",
        "registry.Some.API.Key"
      })
  void secretsAreHidden(String key) {
    Setting setting = load(key + "=hunter2").setting(key).orElseThrow();

    assertThat(setting.secret()).isTrue();
    assertThat(setting.toString()).contains("******").doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka.ssl.keystore.location",
        "kafka.ssl.keystore.type",
        "kafka.ssl.keymanager.algorithm",
        "kafka.sasl.oauthbearer.token.endpoint.url",
        "registry.basic.auth.credentials.source",
        "kafka.client.id"
      })
  void whatOnlyDescribesASecretIsShown(String key) {
    Setting setting = load(key + "=shown").setting(key).orElseThrow();

    assertThat(setting.secret()).isFalse();
    assertThat(setting.value()).isEqualTo("shown");
  }

  @Test
  void userAndPasswordInAnAddressAreHidden() {
    assertThat(load("registry.url=https://u:hunter2@a,https://b").setting("registry.url"))
        .hasValueSatisfying(
            setting -> assertThat(setting.value()).isEqualTo("https://******@a,https://b"));
  }

  @Test
  void whatComesFromASecretFileIsHidden() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "hunter2");

    assertThat(load("kafka.client.id=${file:" + secret + "}").setting("kafka.client.id"))
        .hasValueSatisfying(setting -> assertThat(setting.value()).isEqualTo("******"));
  }

  private static Configuration load(String flag) {
    return new ConfigLoader(Map.of()).load(null, List.of(flag));
  }
}
