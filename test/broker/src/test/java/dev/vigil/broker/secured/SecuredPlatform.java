package dev.vigil.broker.secured;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigil.config.access.Acl;
import dev.vigil.support.LocalPlatform;
import dev.vigil.support.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;

/**
 * A real broker that speaks TLS only, wants a certificate and a SASL login of everybody (SCRAM or
 * OAUTHBEARER), and allows nobody anything that no ACL allows; and the shared registry behind TLS
 * and a password. One for all tests of this JVM, which keep apart by topic prefix and application
 * id; the users are the same for all.
 */
public final class SecuredPlatform {
  public static final String APPLICATION = "vigil-application";
  public static final String OPERATOR = "vigil-operator";
  public static final String PRODUCER = "vigil-producer";
  public static final String NOTIFICATION = "vigil-notification";
  public static final String RECIPIENT = "vigil-recipient-treatment";

  /** Of every user. */
  public static final String USER_SECRET = "user-secret-17";

  public static final String CLIENT_SECRET = "client-secret-23";
  public static final String REGISTRY_SECRET = "registry-secret-29";
  public static final String REGISTRY_TOKEN = "registry-token-31";

  private static final String ADMIN = "admin";
  private static final String SCRAM =
      "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";";

  private final Certificates certificates;
  private final TokenServer tokens;
  private final GuardedRegistry registry;
  private final EmbeddedBroker broker;
  private final Path trustStore;
  private final Path keyStore;
  private final Admin admin;

  private SecuredPlatform(Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    certificates = new Certificates(directory);
    trustStore = certificates.trustStore("authority");
    keyStore = certificates.keyStore("client");
    tokens = new TokenServer(CLIENT_SECRET);
    System.setProperty(
        "org.apache.kafka.sasl.oauthbearer.allowed.urls",
        tokens.keysUrl() + "," + tokens.tokenUrl());
    registry =
        new GuardedRegistry(
            certificates.server("server"),
            LocalPlatform.shared().registry().url(),
            Set.of(
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString(("vigil:" + REGISTRY_SECRET).getBytes(UTF_8)),
                "Bearer " + REGISTRY_TOKEN));
    List<String> users = new ArrayList<>();
    for (String user : List.of(ADMIN, APPLICATION, OPERATOR, PRODUCER, NOTIFICATION, RECIPIENT)) {
      users.add("SCRAM-SHA-512=[name=%s,password=%s]".formatted(user, USER_SECRET));
    }
    broker = EmbeddedBroker.start(directory.resolve("broker"), 0, brokerSettings(), users);
    admin = Admin.create(new HashMap<>(client(ADMIN)));
  }

  private Map<String, String> brokerSettings() throws IOException, GeneralSecurityException {
    Map<String, String> settings = new HashMap<>();
    settings.put("listener.security.protocol.map", "CLIENT:SASL_SSL,CONTROLLER:PLAINTEXT");
    settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512,OAUTHBEARER");
    settings.put("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512");
    settings.put(
        "listener.name.client.scram-sha-512.sasl.jaas.config", SCRAM.formatted(ADMIN, USER_SECRET));
    settings.put(
        "listener.name.client.oauthbearer.sasl.jaas.config",
        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;");
    settings.put(
        "listener.name.client.oauthbearer.sasl.server.callback.handler.class",
        "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler");
    settings.put("sasl.oauthbearer.jwks.endpoint.url", tokens.keysUrl());
    settings.put("sasl.oauthbearer.expected.audience", TokenServer.AUDIENCE);
    store(settings, "ssl.keystore", certificates.keyStore("server"));
    settings.put("ssl.key.password", Certificates.PASSWORD);
    store(settings, "ssl.truststore", trustStore);
    settings.put("listener.name.client.ssl.client.auth", "required");
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    // The broker itself; towards its controller, on this machine, it has no name.
    settings.put("super.users", "User:" + ADMIN + ";User:ANONYMOUS");
    return settings;
  }

  private static void store(Map<String, String> settings, String prefix, Path file) {
    settings.put(prefix + ".location", file.toString());
    settings.put(prefix + ".password", Certificates.PASSWORD);
    settings.put(prefix + ".type", "PKCS12");
  }

  /** The one of this JVM; ends with it. */
  public static SecuredPlatform shared() {
    return Shared.PLATFORM;
  }

  /** Settings of a client of the broker, under Kafka's names. */
  public Map<String, String> client(String user) {
    Map<String, String> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.bootstrapServers());
    settings.put("security.protocol", "SASL_SSL");
    settings.put("sasl.mechanism", "SCRAM-SHA-512");
    settings.put("sasl.jaas.config", SCRAM.formatted(user, USER_SECRET));
    store(settings, "ssl.truststore", trustStore);
    store(settings, "ssl.keystore", keyStore);
    return settings;
  }

  /** Settings of Vigil, as an operator writes them, for a user. */
  public List<String> settings(String user, String prefix, Path state) {
    List<String> settings = new ArrayList<>();
    client(user).forEach((key, value) -> settings.add("kafka." + key + "=" + value));
    settings.add("registry.url=" + registry.url());
    settings.add("registry.basic.auth.credentials.source=USER_INFO");
    settings.add("registry.basic.auth.user.info=vigil:" + REGISTRY_SECRET);
    settings.add("registry.ssl.truststore.location=" + trustStore);
    settings.add("registry.ssl.truststore.password=" + Certificates.PASSWORD);
    settings.add("registry.ssl.truststore.type=PKCS12");
    settings.add("vigil.topics.prefix=" + prefix);
    settings.add("vigil.application-id=" + prefix + "vigil");
    settings.add("vigil.state.dir=" + state);
    settings.add("vigil.startup-timeout=PT10S");
    return settings;
  }

  public Certificates certificates() {
    return certificates;
  }

  public TokenServer tokens() {
    return tokens;
  }

  public EmbeddedBroker broker() {
    return broker;
  }

  /** Creates, and waits until the broker knows. */
  public void createTopics(Collection<NewTopic> topics) {
    await(admin.createTopics(topics).all());
    List<String> names = topics.stream().map(NewTopic::name).toList();
    Awaitility.await()
        .ignoreExceptions()
        .until(() -> await(admin.describeTopics(names).allTopicNames()).size() == names.size());
  }

  /** Allows, and waits until the broker knows. */
  public void allow(Collection<AclBinding> acls) {
    await(admin.createAcls(acls).all());
    acls.forEach(acl -> awaitKnown(acl, true));
  }

  /** Allows no more, and waits until the broker knows. */
  public void forbid(Collection<AclBinding> acls) {
    await(admin.deleteAcls(acls.stream().map(AclBinding::toFilter).toList()).all());
    acls.forEach(acl -> awaitKnown(acl, false));
  }

  private void awaitKnown(AclBinding acl, boolean there) {
    AclBindingFilter filter = acl.toFilter();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> await(admin.describeAcls(filter).values()).isEmpty() != there);
  }

  /** As Kafka has it. */
  public static AclBinding binding(Acl acl, String user) {
    return new AclBinding(
        new ResourcePattern(
            ResourceType.valueOf(acl.resource().kind().name()),
            acl.resource().name(),
            acl.resource().prefixed() ? PatternType.PREFIXED : PatternType.LITERAL),
        new AccessControlEntry(
            "User:" + user,
            "*",
            AclOperation.valueOf(acl.operation().name()),
            AclPermissionType.ALLOW));
  }

  private static <T> T await(KafkaFuture<T> answer) {
    try {
      return answer.get(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private void close() {
    admin.close();
    broker.close();
    registry.close();
    tokens.close();
  }

  private static final class Shared {
    static final SecuredPlatform PLATFORM = start();

    private static SecuredPlatform start() {
      try {
        Path directory = Files.createTempDirectory("vigil-secured-");
        SecuredPlatform platform = new SecuredPlatform(directory);
        Runtime.getRuntime().addShutdownHook(new Thread(platform::close, "close-secured"));
        return platform;
      } catch (IOException | GeneralSecurityException e) {
        throw new IllegalStateException("No secured broker", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
