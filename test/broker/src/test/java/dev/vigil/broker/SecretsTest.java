package dev.vigil.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vigil.broker.secured.Certificates;
import dev.vigil.broker.secured.SecuredPlatform;
import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.config.access.AclCatalogue;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.config.topics.TopicRole;
import dev.vigil.support.CapturedStreams;
import dev.vigil.topology.cli.Vigil;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An instance as it is run, with a token for a login, everything logged that can be, and a secret
 * in every setting that may hold one: nothing of them is ever printed.
 */
class SecretsTest {
  private static final String PREFIX = "secrets.";
  private static final String PLANTED = "planted-secret-";

  private final SecuredPlatform platform = SecuredPlatform.shared();

  @TempDir Path directory;

  /**
   * Each with a secret of its own, most of them in settings that this connection has no use for.
   */
  private static List<String> planted() {
    List<String> settings = new ArrayList<>();
    for (String key :
        List.of(
            "kafka.sasl.oauthbearer.client.credentials.client.secret.unused",
            "kafka.producer.my.interceptor.api.key",
            "kafka.admin.my.password",
            "kafka.consumer.sasl.login.callback.token",
            "kafka.my.credentials",
            "registry.bearer.auth.token",
            "registry.my.client.secret",
            "registry.sasl.jaas.config")) {
      settings.add(key + "=" + PLANTED + settings.size());
    }
    return settings;
  }

  private List<String> settings() throws IOException {
    Path secret =
        Files.writeString(directory.resolve("client-secret"), SecuredPlatform.CLIENT_SECRET);
    List<String> settings =
        platform.settings(SecuredPlatform.APPLICATION, PREFIX, directory.resolve("state"));
    settings.removeIf(setting -> setting.startsWith("kafka.sasl."));
    settings.add("kafka.sasl.mechanism=OAUTHBEARER");
    settings.add(
        "kafka.sasl.login.callback.handler.class=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler");
    settings.add("kafka.sasl.oauthbearer.token.endpoint.url=" + platform.tokens().tokenUrl());
    settings.add(
        "kafka.sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required clientId=\"%s\" clientSecret=\"${file:%s}\";"
            .formatted(SecuredPlatform.APPLICATION, secret));
    settings.addAll(planted());
    return settings;
  }

  private static void assertNoSecret(String text) {
    assertThat(text)
        .doesNotContain(
            PLANTED,
            SecuredPlatform.CLIENT_SECRET,
            SecuredPlatform.USER_SECRET,
            SecuredPlatform.REGISTRY_SECRET,
            Certificates.PASSWORD);
  }

  @Test
  void theListOfSettingsShowsNone() throws IOException {
    for (List<String> command : List.of(List.of("config"), List.of("config", "--json"))) {
      List<String> arguments = new ArrayList<>(command);
      settings().forEach(setting -> arguments.addAll(List.of("--set", setting)));
      try (CapturedStreams streams = new CapturedStreams()) {
        assertThat(Vigil.execute(arguments.toArray(String[]::new))).isZero();
        assertThat(streams.out()).contains("kafka.sasl.jaas.config", "******");
        assertNoSecret(streams.out() + streams.err());
      }
    }
  }

  /** Also shows that a login by token needs nothing that the distribution does not have. */
  @Test
  void anInstanceThatLogsAllItCanShowsNone() throws Exception {
    Configuration configuration = new ConfigLoader(Map.of()).load(null, settings());
    platform.allow(
        new AclCatalogue(configuration.vigil())
            .of(AclCatalogue.APPLICATION).stream()
                .map(acl -> SecuredPlatform.binding(acl, SecuredPlatform.APPLICATION))
                .toList());
    platform.createTopics(
        new TopicCatalogue(configuration.vigil())
            .all().stream()
                .filter(topic -> topic.role() != TopicRole.INTERNAL)
                .map(topic -> new NewTopic(topic.name(), 1, (short) 1).configs(topic.settings()))
                .toList());
    Path state = directory.resolve("state");
    Path open = Files.createDirectories(state.resolve(PREFIX + "vigil"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));

    Process process = run();
    try {
      await()
          .atMost(Duration.ofSeconds(40))
          .until(() -> !process.isAlive() || output().contains(" to RUNNING"));
      process.destroy();
      assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();

      String output = output();
      assertThat(process.exitValue()).as(output).isZero();
      assertThat(output)
          .as("the clients' own dumps of their settings")
          .contains("ProducerConfig values", "StreamsConfig values", "[hidden]");
      assertNoSecret(output);
      assertThat(output).contains("could be read by other users of this machine until now");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(open)))
          .isEqualTo("rwx------");
    } finally {
      process.destroyForcibly();
    }
  }

  private Process run() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=" + platform.tokens().tokenUrl());
    command.add("-Dlogback.configurationFile=logback.xml");
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    command.add("-cp");
    // The broker's; a distribution has none.
    command.add(
        Arrays.stream(classPath.split(File.pathSeparator))
            .filter(jar -> !jar.contains("jose4j"))
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(Vigil.class.getName());
    command.addAll(List.of("run", "--verbose"));
    command.addAll(settings().stream().flatMap(one -> Stream.of("--set", one)).toList());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output").toFile())
        .start();
  }

  private String output() throws IOException {
    return Files.readString(directory.resolve("output"), UTF_8);
  }
}
