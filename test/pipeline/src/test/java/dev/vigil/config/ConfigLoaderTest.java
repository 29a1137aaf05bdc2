package dev.vigil.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes out of a configuration that is right. */
class ConfigLoaderTest {
  private final Path directory;

  ConfigLoaderTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void nothingConfiguredGivesTheDefaults() {
    VigilConfig vigil = new ConfigLoader(Map.of()).load(null, List.of()).vigil();

    assertThat(vigil.applicationId()).isEqualTo("vigil");
    assertThat(vigil.instanceId()).isEmpty();
    assertThat(vigil.topics().prefix()).isEmpty();
    assertThat(vigil.inputs().consents()).isFalse();
    assertThat(vigil.inputs().partitioner()).isEqualTo(Partitioner.MURMUR2);
    assertThat(vigil.inputs().startFrom()).isEqualTo(StartFrom.EARLIEST);
    assertThat(vigil.inputs().maxValueBytes()).isEqualTo(1_048_576);
    assertThat(vigil.inputs().maxDepth()).isEqualTo(1_000);
    assertThat(vigil.alerts().purpose()).isEqualTo("TREAT");
    assertThat(vigil.alerts().onDeny()).isEqualTo(OnDeny.WITHHOLD);
    assertThat(vigil.alerts().withoutConsent()).isEmpty();
    assertThat(vigil.alerts().combine()).isEqualTo(CombiningRule.DENY_OVERRIDES);
    assertThat(vigil.alerts().staleAfter()).isEqualTo(Duration.ofHours(24));
    assertThat(vigil.alerts().retention()).isEqualTo(Duration.ofDays(365));
    assertThat(vigil.duplicates().retention()).isEqualTo(Duration.ofDays(7));
    assertThat(vigil.versions().retention()).isEqualTo(Duration.ofDays(30));
    assertThat(vigil.patients().maxConsents()).isEqualTo(64);
    assertThat(vigil.profile()).isEqualTo("us-conventional");
    assertThat(vigil.state().dir()).isEqualTo(Path.of("state"));
    assertThat(vigil.state().rocksdbMemory()).isEqualTo(new ByteSize(256L << 20));
    assertThat(vigil.preset()).isEqualTo(Preset.DEFAULT);
    assertThat(vigil.threads()).isEqualTo(1);
    assertThat(vigil.standbyReplicas()).isEqualTo(1);
    assertThat(vigil.commitInterval()).isEqualTo(Duration.ofMillis(100));
    assertThat(vigil.sessionTimeout()).isEqualTo(Duration.ofSeconds(6));
    assertThat(vigil.shutdownTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(vigil.startupTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(vigil.tenants()).isFalse();
    assertThat(vigil.outputs()).containsOnlyKeys("treatment");
    assertThat(output(vigil, "treatment").purpose()).isEqualTo("TREAT");
    assertThat(output(vigil, "treatment").withoutConsent()).isEmpty();
  }

  @Test
  void flagsOverrideTheEnvironmentWhichOverridesTheFile() throws IOException {
    Path file =
        file(
            """
            vigil.threads = 2
            vigil.standby-replicas = 2
            vigil.patients.max-consents = 2
            """);
    Map<String, String> environment = Map.of("VIGIL_THREADS", "3", "VIGIL_STANDBY_REPLICAS", "3");

    VigilConfig vigil =
        new ConfigLoader(environment)
            .load(file, List.of("vigil.threads=9", "vigil.threads=4"))
            .vigil();

    assertThat(vigil.threads()).isEqualTo(4);
    assertThat(vigil.standbyReplicas()).isEqualTo(3);
    assertThat(vigil.patients().maxConsents()).isEqualTo(2);
  }

  @Test
  void outputsOfSeveralPlacesAddUpAndReplaceTheDefaultOne() throws IOException {
    Path file =
        file(
            """
            vigil.outputs.care.purpose=TREAT
            vigil.outputs.care.recipient=Organization/ward,urn:oid:1.2|7
            vigil.outputs.care.without-consent=deny
            vigil.outputs.care.combine=ordered
            vigil.outputs.care.category-order=59284-0, INFA
            """);
    Map<String, String> environment =
        Map.of(
            "VIGIL_OUTPUTS_DATA_HUB_PURPOSE", "HRESCH",
            "VIGIL_OUTPUTS_DATA_HUB_WITHOUT_CONSENT", "permit");

    VigilConfig vigil = new ConfigLoader(environment).load(file, List.of()).vigil();

    assertThat(vigil.outputs()).containsOnlyKeys("care", "data-hub");
    VigilConfig.Output care = output(vigil, "care");
    assertThat(care.recipient()).contains(List.of("Organization/ward", "urn:oid:1.2|7"));
    assertThat(care.withoutConsent()).contains(WithoutConsent.DENY);
    assertThat(care.combine()).isEqualTo(CombiningRule.ORDERED);
    assertThat(care.categoryOrder()).contains(List.of("59284-0", "INFA"));
    assertThat(output(vigil, "data-hub").purpose()).isEqualTo("HRESCH");
    assertThat(output(vigil, "data-hub").withoutConsent()).contains(WithoutConsent.PERMIT);
  }

  @Test
  void clientSettingsPassThroughUnderTheirOwnNames() throws IOException {
    Path file =
        file(
            """
            kafka.bootstrap.servers=a:9092,b:9092
            kafka.ssl.endpoint.identification.algorithm=
            kafka.sasl.jaas.config=Login required \\
                username="u";
            registry.url=https://registry
            registry.basic.auth.user.info=u:p
            registry.ssl.truststore.location=/trust.p12
            """);
    Map<String, String> environment =
        Map.of(
            "VIGIL_KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
            "VIGIL_KAFKA_RACK_AWARE_ASSIGNMENT_NON___OVERLAP___COST", "5",
            "VIGIL_KAFKA_X__Y", "z",
            "VIGIL_REGISTRY_URL", "https://other");

    Configuration configuration =
        new ConfigLoader(environment).load(file, List.of("kafka.consumer.max.poll.records=500"));

    Map<String, String> kafka = new HashMap<>(configuration.kafkaSettings());
    kafka.keySet().removeAll(withoutAnything().kafkaSettings().keySet());
    assertThat(kafka)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "bootstrap.servers", "a:9092,b:9092",
                "ssl.endpoint.identification.algorithm", "",
                "sasl.jaas.config", "Login required username=\"u\";",
                "security.protocol", "SASL_SSL",
                "rack.aware.assignment.non_overlap_cost", "5",
                "x-y", "z",
                "consumer.max.poll.records", "500"));
    assertThat(configuration.registrySettings())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "schema.registry.url", "https://other",
                "basic.auth.user.info", "u:p",
                "schema.registry.ssl.truststore.location", "/trust.p12"));
  }

  @Test
  void everyFixedSettingCanComeFromTheEnvironment() {
    for (Setting setting : new ConfigLoader(Map.of()).load(null, List.of()).settings()) {
      if (setting.key().startsWith("vigil.outputs.")) {
        continue; // an output of its own needs a purpose; tested above
      }
      if (setting.provenance().kind() == Provenance.Kind.PRESET) {
        continue; // passed through
      }
      String symbol = setting.type().replaceFirst("[ ,].*", "");
      String example = setting.key().endsWith("-headers") ? "name=value" : symbol;
      String value = setting.defaultValue() == null ? example : setting.defaultValue();
      String variable = EnvironmentNames.of(setting.key());

      Setting loaded =
          new ConfigLoader(Map.of(variable, value))
              .load(null, List.of())
              .setting(setting.key())
              .orElseThrow();

      assertThat(loaded.provenance()).isEqualTo(Provenance.environment(variable));
      assertThat(loaded.value()).isEqualTo(loaded.secret() ? "******" : value);
    }
  }

  @Test
  void variablesOfKubernetesTheLauncherAndOthersAreIgnored() {
    Map<String, String> environment =
        Map.ofEntries(
            Map.entry("VIGIL_SERVICE_HOST", "10.0.0.1"),
            Map.entry("VIGIL_SERVICE_PORT", "8080"),
            Map.entry("VIGIL_SERVICE_PORT_METRICS", "8080"),
            Map.entry("VIGIL_PORT", "tcp://10.0.0.1:8080"),
            Map.entry("VIGIL_PORT_8080_TCP", "tcp://10.0.0.1:8080"),
            Map.entry("VIGIL_PORT_8080_TCP_PROTO", "tcp"),
            Map.entry("VIGIL_PORT_8080_TCP_PORT", "8080"),
            Map.entry("VIGIL_PORT_8080_TCP_ADDR", "10.0.0.1"),
            Map.entry("VIGIL_KAFKA_BOOTSTRAP_SERVICE_HOST", "10.0.0.2"),
            Map.entry("VIGIL_KAFKA_BOOTSTRAP_PORT", "tcp://10.0.0.2:9092"),
            Map.entry("VIGIL_REGISTRY_PORT_8081_TCP", "tcp://10.0.0.3:8081"),
            Map.entry("VIGIL_HOME", "/opt/vigil"),
            Map.entry("VIGIL_JAVA_OPTS", "-Xmx1g"),
            Map.entry("VIGIL_LOG_FORMAT", "json"),
            Map.entry("VIGILANT", "yes"),
            Map.entry("PATH", "/bin"));

    Configuration configuration = new ConfigLoader(environment).load(null, List.of());

    assertThat(configuration.kafkaSettings()).isEqualTo(withoutAnything().kafkaSettings());
    assertThat(configuration.registrySettings()).isEmpty();
    assertThat(configuration.settings()).isEqualTo(withoutAnything().settings());
  }

  @Test
  void filesStandInForValuesFromAnyPlace() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "a$b\\c\n");
    Path threads = Files.writeString(directory.resolve("threads"), "5\n");
    String reference = "${file:" + secret + "}";

    Configuration configuration =
        new ConfigLoader(Map.of("VIGIL_KAFKA_SSL_KEY_PASSWORD", reference))
            .load(
                null,
                List.of(
                    "kafka.sasl.jaas.config=Login password=\"" + reference + "\";",
                    "kafka.other=${env:HOME}",
                    "vigil.threads=${file:" + threads + "}"));

    assertThat(configuration.kafkaSettings())
        .containsEntry("ssl.key.password", "a$b\\c")
        .containsEntry("sasl.jaas.config", "Login password=\"a$b\\c\";")
        .containsEntry("other", "${env:HOME}");
    assertThat(configuration.vigil().threads()).isEqualTo(5);
  }

  @Test
  void valuesOfVigilAreTakenLiterally() {
    VigilConfig vigil =
        new ConfigLoader(Map.of())
            .load(null, List.of("vigil.profile=/p/${x}\\y", "vigil.state.dir=/s ace/${HOME}"))
            .vigil();

    assertThat(vigil.profile()).isEqualTo("/p/${x}\\y");
    assertThat(vigil.state().dir()).isEqualTo(Path.of("/s ace/${HOME}"));
  }

  @Test
  void anEmptyValueUnsetsAnOptionalSetting() throws IOException {
    Path file = file("vigil.instance-id=one\n");

    VigilConfig vigil =
        new ConfigLoader(Map.of("VIGIL_INSTANCE_ID", "")).load(file, List.of()).vigil();

    assertThat(vigil.instanceId()).isEmpty();
  }

  @Test
  void whatIsOverriddenIsNotLookedAt() throws IOException {
    Path file = file("vigil.threads=many\nkafka.ssl.key.password=${file:/nowhere}\n");

    Configuration configuration =
        new ConfigLoader(Map.of())
            .load(file, List.of("vigil.threads=2", "kafka.ssl.key.password=p"));

    assertThat(configuration.vigil().threads()).isEqualTo(2);
    assertThat(configuration.kafkaSettings()).containsEntry("ssl.key.password", "p");
  }

  @Test
  void aFileMayHaveCommentsContinuationsEscapesAndAByteOrderMark() throws IOException {
    Path file =
        file(
            "\uFEFF# comment \\\r\n! another\r\n\r\nvigil.application-id : ward\\\r\n   -1  \r\n"
                + "kafka.x=C:\\\\temp\\\\\r\nkafka.y=\\u00e9é");

    Configuration configuration = new ConfigLoader(Map.of()).load(file, List.of());

    assertThat(configuration.vigil().applicationId()).isEqualTo("ward-1");
    assertThat(configuration.kafkaSettings())
        .containsEntry("x", "C:\\temp\\")
        .containsEntry("y", "éé");
  }

  private static Configuration withoutAnything() {
    return new ConfigLoader(Map.of()).load(null, List.of());
  }

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("vigil.properties"), content);
  }

  private static VigilConfig.Output output(VigilConfig vigil, String name) {
    VigilConfig.Output output = vigil.outputs().get(name);
    if (output == null) {
      throw new AssertionError("no output " + name);
    }
    return output;
  }
}
