package dev.vigil.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.avro.ReviewItem;
import dev.vigil.broker.secured.Certificates;
import dev.vigil.broker.secured.SecuredPlatform;
import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.avro.RegistryUnavailableException;
import dev.vigil.support.CapturedStreams;
import dev.vigil.topology.cli.Vigil;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Where brokers or registry and Vigil do not trust each other, a start ends at once, with one line
 * that names the setting, and without a word of a secret.
 */
class ConnectionRefusalTest {
  private static final Duration AT_ONCE = Duration.ofSeconds(8);

  private final SecuredPlatform platform = SecuredPlatform.shared();

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          4 | kafka.ssl.truststore.location=OTHERS               | of no authority that this client trusts: put its authority into kafka.ssl.truststore.location
          4 | kafka.bootstrap.servers=localhost:PORT             | is for another host: use a name that it has in kafka.bootstrap.servers
          3 | kafka.ssl.truststore.location=/no/such/file        | kafka.ssl.truststore.location: no such file: /no/such/file
          3 | kafka.ssl.truststore.password=wrong-secret-5       | kafka.ssl.truststore.password does not open
          3 | kafka.ssl.keystore.password=wrong-secret-5         | kafka.ssl.keystore.password does not open
          3 | kafka.ssl.truststore.location=/etc/hostname        | kafka.ssl.truststore.location: /etc/hostname cannot be read as what kafka.ssl.truststore.type says it is
          4 | kafka.sasl.mechanism=SCRAM-SHA-256                 | do not take the mechanism of kafka.sasl.mechanism
          4 | kafka.sasl.jaas.config=SCRAM wrong-secret-5        | refuse these credentials: check kafka.sasl.jaas.config
          3 | kafka.sasl.jaas.config=MODULE password=one two-secret-5; | kafka.sasl.jaas.config cannot be read
          3 | kafka.sasl.jaas.config=                            | kafka.sasl.jaas.config
          3 | kafka.security.protocol=SASL_TLS                   | security.protocol
          3 | kafka.security.protocl=SASL_SSL                    | no Kafka client knows kafka.security.protocl; did you mean kafka.security.protocol?
          """)
  void brokersAreRefusedOrRefuse(int exitCode, String setting, String line) throws Exception {
    Run run = run(real(setting), List.of());

    assertThat(run.errors()).singleElement().asString().contains(line);
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.took()).isLessThan(AT_ONCE);
  }

  @Test
  void aClientWithoutTheCertificateThatBrokersWantIsTold() throws Exception {
    Run run =
        run(
            "kafka.ssl.truststore.type=PKCS12",
            List.of(
                "kafka.ssl.keystore.location",
                "kafka.ssl.keystore.password",
                "kafka.ssl.keystore.type"));

    assertThat(run.errors())
        .singleElement()
        .asString()
        .contains("check kafka.ssl.keystore.location");
    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.took()).isLessThan(AT_ONCE);
  }

  @Test
  void aClientThatGetsNoTokenIsTold() {
    Run run =
        run(
            "kafka.sasl.mechanism=OAUTHBEARER",
            List.of("kafka.sasl.jaas.config"),
            "kafka.sasl.login.callback.handler.class=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler",
            "kafka.sasl.oauthbearer.token.endpoint.url=" + platform.tokens().tokenUrl(),
            "kafka.sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required clientId=\"x\" clientSecret=\"wrong-secret-5\";");

    assertThat(run.errors())
        .singleElement()
        .asString()
        .contains("got no login", "kafka.sasl.jaas.config and kafka.sasl.oauthbearer.*");
    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.took()).isLessThan(AT_ONCE);
  }

  /** To brokers, a client in the clear is noise, and they hang up without a word. */
  @Test
  void aConnectionInTheClearIsGivenUpWithinTheTimeForAStart() throws Exception {
    Run run = run("kafka.security.protocol=PLAINTEXT", List.of(), "vigil.startup-timeout=PT1S");

    assertThat(run.errors()).singleElement().asString().contains("kafka.security.protocol");
    assertThat(run.exitCode()).isEqualTo(4);
  }

  @Test
  void anExpiredCertificateIsSaidToBe() throws Exception {
    try (SSLServerSocket server =
        (SSLServerSocket)
            platform
                .certificates()
                .server("expired")
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread serving = new Thread(() -> shakeHands(server), "expired");
      serving.setDaemon(true);
      serving.start();
      Run run = run("kafka.bootstrap.servers=127.0.0.1:" + server.getLocalPort(), List.of());

      assertThat(run.errors()).singleElement().asString().contains("has expired: renew it there");
      assertThat(run.exitCode()).isEqualTo(4);
      assertThat(run.took()).isLessThan(AT_ONCE);
    }
  }

  private static void shakeHands(SSLServerSocket server) {
    while (!server.isClosed()) {
      try (SSLSocket socket = (SSLSocket) server.accept()) {
        socket.startHandshake();
      } catch (IOException e) {
        // It was refused, or all is over.
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          registry.basic.auth.user.info=vigil:wrong-secret-5      | refuses access (HTTP 401): check registry.basic.auth.*
          registry.ssl.truststore.location=OTHERS                 | put its authority into registry.ssl.truststore.location
          registry.ssl.truststore.location=/no/such/file          | registry.ssl.keystore.location: no such file
          registry.ssl.truststore.password=wrong-secret-5         | registry.ssl.truststore.password
          """)
  void aRegistryIsRefusedOrRefuses(String setting, String line) throws Exception {
    List<String> settings = platform.settings(SecuredPlatform.APPLICATION, "x.", directory);
    settings.add(real(setting));
    Configuration configuration = new ConfigLoader(Map.of()).load(null, settings);
    long start = System.nanoTime();

    assertThatThrownBy(() -> register(configuration))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining(line)
        .hasMessageNotContaining("secret-5");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
  }

  @Test
  void aRegistryIsReachedByPasswordOrToken() throws Exception {
    List<String> settings = platform.settings(SecuredPlatform.APPLICATION, "x.", directory);
    int byPassword = register(new ConfigLoader(Map.of()).load(null, settings));
    settings.removeIf(setting -> setting.startsWith("registry.basic"));
    settings.add("registry.bearer.auth.credentials.source=STATIC_TOKEN");
    settings.add("registry.bearer.auth.token=" + SecuredPlatform.REGISTRY_TOKEN);

    assertThat(register(new ConfigLoader(Map.of()).load(null, settings))).isEqualTo(byPassword);
  }

  private static int register(Configuration configuration) throws Exception {
    try (Registry registry =
        new Registry(
            configuration.registrySettings(),
            configuration.vigil().startupTimeout(),
            InstantSource.system())) {
      return registry.idForTopic("refusal", ReviewItem.getClassSchema()).value();
    }
  }

  private String real(String setting) throws Exception {
    return setting
        .replace("OTHERS", platform.certificates().trustStore("client").toString())
        .replace("PORT", Integer.toString(platform.broker().port()))
        .replace("MODULE", "org.apache.kafka.common.security.scram.ScramLoginModule required")
        .replaceFirst(
            "SCRAM (\\S+)$",
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
                + SecuredPlatform.APPLICATION
                + "\" password=\"$1\";");
  }

  private record Run(int exitCode, List<String> errors, Duration took) {}

  private Run run(String setting, List<String> without, String... more) {
    List<String> settings = platform.settings(SecuredPlatform.APPLICATION, "x.", directory);
    settings.removeIf(one -> without.contains(one.substring(0, one.indexOf('='))));
    settings.add(setting);
    settings.addAll(List.of(more));
    List<String> arguments = new ArrayList<>(List.of("run"));
    settings.forEach(one -> arguments.addAll(List.of("--set", one)));
    try (CapturedStreams streams = new CapturedStreams()) {
      long start = System.nanoTime();
      int exitCode = Vigil.execute(arguments.toArray(String[]::new));
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertThat(streams.err() + streams.out())
          .doesNotContain("secret-5", SecuredPlatform.USER_SECRET, Certificates.PASSWORD);
      return new Run(
          exitCode,
          streams.err().lines().filter(line -> line.startsWith("vigil: ")).toList(),
          took);
    }
  }
}
