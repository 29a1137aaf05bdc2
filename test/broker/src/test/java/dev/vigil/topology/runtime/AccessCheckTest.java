package dev.vigil.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vigil.broker.secured.SecuredPlatform;
import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.config.access.Acl;
import dev.vigil.config.access.AclCatalogue;
import dev.vigil.config.access.Operation;
import dev.vigil.config.access.Resource;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.config.topics.TopicRole;
import dev.vigil.support.CapturedStreams;
import dev.vigil.topology.cli.Vigil;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With any one of the application's ACLs missing, an instance says which, and does not run. */
class AccessCheckTest {
  private final SecuredPlatform platform = SecuredPlatform.shared();

  @TempDir Path directory;

  private Configuration configuration(String prefix) {
    return new ConfigLoader(Map.of())
        .load(
            null,
            platform.settings(SecuredPlatform.APPLICATION, prefix, directory.resolve("state")));
  }

  private static List<Acl> ofApplication(Configuration configuration) {
    return new AclCatalogue(configuration.vigil()).of(AclCatalogue.APPLICATION);
  }

  private static AclBinding binding(Acl acl) {
    return SecuredPlatform.binding(acl, SecuredPlatform.APPLICATION);
  }

  /** As an operator has done. */
  private void createTopics(Configuration configuration, boolean internal) throws Exception {
    TopicCatalogue catalogue = new TopicCatalogue(configuration.vigil());
    List<NewTopic> topics =
        catalogue.all().stream()
            .filter(topic -> internal || topic.role() != TopicRole.INTERNAL)
            .map(
                topic ->
                    new NewTopic(topic.name(), 1, (short) 1)
                        .configs(topic.role() == TopicRole.INTERNAL ? Map.of() : topic.settings()))
            .toList();
    platform.createTopics(topics);
  }

  @Test
  void whatIsMissingIsNamedWhereAllTopicsExist() throws Exception {
    Configuration configuration = configuration("exist.");
    List<Acl> needed = ofApplication(configuration);
    platform.allow(needed.stream().map(AccessCheckTest::binding).toList());
    createTopics(configuration, true);
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration)) {
      AccessCheck check = new AccessCheck(configuration.vigil(), cluster);
      await().until(() -> check.look().complete());
      assertThat(check.look().missing()).isEmpty();
      // One of each resource at a time: what is missing of one shows nothing about another.
      for (List<Acl> round : rounds(needed)) {
        List<AclBinding> forbidden = round.stream().map(AccessCheckTest::binding).toList();
        platform.forbid(forbidden);
        assertThat(check.look().missing()).containsExactlyInAnyOrderElementsOf(round);
        platform.allow(forbidden);
      }
      assertThat(check.look().missing()).isEmpty();
    }
  }

  private static List<List<Acl>> rounds(List<Acl> needed) {
    Map<Resource, List<Acl>> ofResource = new LinkedHashMap<>();
    for (Acl acl : needed) {
      if (acl.operation() != Operation.CREATE) {
        ofResource.computeIfAbsent(acl.resource(), key -> new ArrayList<>()).add(acl);
      }
    }
    List<List<Acl>> rounds = new ArrayList<>();
    for (List<Acl> acls : ofResource.values()) {
      for (int i = 0; i < acls.size(); i++) {
        if (rounds.size() == i) {
          rounds.add(new ArrayList<>());
        }
        rounds.get(i).add(acls.get(i));
      }
    }
    return rounds;
  }

  /** One of each kind, as the command that operators run. */
  @Test
  void aStartIsRefusedWithOneLine() throws Exception {
    Configuration configuration = configuration("refused.");
    List<Acl> needed = ofApplication(configuration);
    platform.allow(needed.stream().map(AccessCheckTest::binding).toList());
    createTopics(configuration, false);
    Map<List<Object>, Acl> ofEachKind =
        needed.stream()
            .filter(acl -> !isOnChangelog(acl) || acl.operation() == Operation.CREATE)
            .collect(
                Collectors.toMap(
                    acl -> List.of(acl.resource().kind(), acl.operation()),
                    acl -> acl,
                    (first, second) -> first,
                    LinkedHashMap::new));
    assertThat(ofEachKind).hasSizeGreaterThanOrEqualTo(6);
    for (Acl acl : ofEachKind.values()) {
      platform.forbid(List.of(binding(acl)));
      try (CapturedStreams streams = new CapturedStreams()) {
        assertThat(run("refused.")).as("without %s", acl).isEqualTo(4);
        assertThat(streams.err().lines().filter(line -> line.startsWith("vigil: ")))
            .singleElement()
            .asString()
            .contains("do not allow " + acl.operation().kafkaName() + " on " + acl.resource() + ":")
            .contains("vigil topics print --acls");
        assertThat(streams.err()).doesNotContain("\tat ");
      }
      platform.allow(List.of(binding(acl)));
    }
  }

  private int run(String prefix) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("run"));
    platform
        .settings(SecuredPlatform.APPLICATION, prefix, directory.resolve("state"))
        .forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return CompletableFuture.supplyAsync(() -> Vigil.execute(arguments.toArray(String[]::new)))
        .get(30, TimeUnit.SECONDS);
  }

  /** Before they exist, brokers do not tell; a takeover would be the first to find out. */
  @Test
  void aChangelogThatMayNotBeReadStopsANewInstanceSoon() throws Exception {
    Configuration configuration = configuration("fresh.");
    List<Acl> needed = ofApplication(configuration);
    Acl missing =
        needed.stream()
            .filter(acl -> isOnChangelog(acl) && acl.operation() == Operation.READ)
            .findFirst()
            .orElseThrow();
    platform.allow(
        needed.stream().filter(acl -> !acl.equals(missing)).map(AccessCheckTest::binding).toList());
    createTopics(configuration, false);
    try (Application application = Application.start(configuration, InstantSource.system())) {
      VigilException stopped = application.failure().get(30, TimeUnit.SECONDS);
      assertThat(stopped.exitCode()).isEqualTo(ExitCode.BROKER);
      assertThat(stopped.lines())
          .anySatisfy(
              line -> assertThat(line).contains("do not allow Read on " + missing.resource()));
    }
  }

  @Test
  void whatIsForbiddenWhileItRunsIsNamed() throws Exception {
    Configuration configuration = configuration("later.");
    List<Acl> needed = ofApplication(configuration);
    platform.allow(needed.stream().map(AccessCheckTest::binding).toList());
    createTopics(configuration, false);
    Acl input =
        needed.stream()
            .filter(acl -> acl.resource().name().equals("later.fhir.events"))
            .filter(acl -> acl.operation() == Operation.READ)
            .findFirst()
            .orElseThrow();
    try (Application application = Application.start(configuration, InstantSource.system())) {
      platform.forbid(List.of(binding(input)));
      VigilException stopped = application.failure().get(30, TimeUnit.SECONDS);
      assertThat(stopped.exitCode()).isEqualTo(ExitCode.BROKER);
      assertThat(stopped.lines())
          .anySatisfy(
              line -> assertThat(line).contains("do not allow Read on " + input.resource()));
    }
  }

  private static boolean isOnChangelog(Acl acl) {
    return acl.resource().kind() == Resource.Kind.TOPIC
        && acl.resource().name().endsWith("-changelog");
  }
}
