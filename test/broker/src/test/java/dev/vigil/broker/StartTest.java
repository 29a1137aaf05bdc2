package dev.vigil.broker;

import static dev.vigil.broker.SampleEvents.potassium;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.vigil.avro.AuditRecord;
import dev.vigil.config.Configuration;
import dev.vigil.topology.runtime.Application;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is missing is said in one line, before the first record, with an exit code of its own. */
class StartTest {
  @TempDir Path state;

  @Test
  void missingTopicsAreNamed() {
    try (Deployment vigil = new Deployment(state)) {
      VigilException refusal = refusal(vigil.configuration());

      assertThat(refusal.exitCode()).isEqualTo(ExitCode.TOPICS);
      assertThat(refusal.lines())
          .contains(
              "Topic "
                  + vigil.topic("fhir.events")
                  + " is missing: create it, for example with vigil topics create");
    }
  }

  @Test
  void inputsOfDifferentPartitionCountsAreRefused() throws Exception {
    try (Deployment vigil = new Deployment(state).createTopics(2);
        Admin admin = admin(vigil)) {
      admin
          .createPartitions(Map.of(vigil.topic("fhir.replay"), NewPartitions.increaseTo(3)))
          .all()
          .get(10, TimeUnit.SECONDS);

      await()
          .until(
              () ->
                  admin
                      .describeTopics(List.of(vigil.topic("fhir.replay")))
                      .allTopicNames()
                      .get(10, TimeUnit.SECONDS)
                      .values()
                      .stream()
                      .allMatch(description -> description.partitions().size() == 3));
      VigilException refusal = refusal(vigil.configuration());

      assertThat(refusal.exitCode()).isEqualTo(ExitCode.TOPICS);
      assertThat(refusal.lines())
          .singleElement()
          .asString()
          .contains(vigil.topic("fhir.replay") + " has 3 partitions")
          .contains("has 2");
    }
  }

  @Test
  void aDeadLetterTopicThatCouldNotTakeEveryInputIsRefused() throws Exception {
    try (Deployment vigil = new Deployment(state).createTopics();
        Admin admin = admin(vigil)) {
      ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, vigil.topic("fhir.dlq"));
      admin
          .incrementalAlterConfigs(
              Map.of(
                  topic,
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("max.message.bytes", "1000"), AlterConfigOp.OpType.SET))))
          .all()
          .get(10, TimeUnit.SECONDS);

      awaitSetting(admin, topic, "1000");
      assertThat(refusal(vigil.configuration()).lines())
          .singleElement()
          .asString()
          .contains("max.message.bytes=1000, but Vigil needs at least 1114112");
    }
  }

  @Test
  void anUnreachableBrokerIsNamed() {
    try (Deployment vigil = new Deployment(state)) {
      VigilException refusal =
          refusal(
              vigil.configuration(
                  "kafka.bootstrap.servers=127.0.0.1:1", "vigil.startup-timeout=PT2S"));

      assertThat(refusal.exitCode()).isEqualTo(ExitCode.BROKER);
      assertThat(refusal.lines()).singleElement().asString().contains("127.0.0.1:1");
    }
  }

  @Test
  void anUnreachableRegistryIsNamed() {
    try (Deployment vigil = new Deployment(state).createTopics()) {
      VigilException refusal =
          refusal(
              vigil.configuration("registry.url=http://127.0.0.1:1", "vigil.startup-timeout=PT2S"));

      assertThat(refusal.exitCode()).isEqualTo(ExitCode.REGISTRY);
      assertThat(refusal.lines()).singleElement().asString().contains("http://127.0.0.1:1");
    }
  }

  @Test
  void anUnreadableProfileIsNamed() {
    try (Deployment vigil = new Deployment(state)) {
      VigilException refusal = refusal(vigil.configuration("vigil.profile=/no/such/profile.csv"));

      assertThat(refusal.exitCode()).isEqualTo(ExitCode.PROFILE);
      assertThat(refusal.lines()).singleElement().asString().contains("/no/such/profile.csv");
    }
  }

  @Test
  void aStateDirectoryThatTakesNoWritesIsNamed() throws IOException {
    // A file where the directory should be: that stops even root.
    Path file = Files.writeString(state.resolve("file"), "");
    try (Deployment vigil = new Deployment(state)) {
      VigilException refusal =
          refusal(vigil.configuration("vigil.state.dir=" + file.resolve("state")));

      assertThat(refusal.exitCode()).isEqualTo(ExitCode.STATE_DIRECTORY);
      assertThat(refusal.lines()).singleElement().asString().contains(file.toString());
    }
  }

  @Test
  void unreadInputThatRetentionDeletedIsNotSkippedSilently() throws Exception {
    try (Deployment vigil = new Deployment(state).createTopics(1).start();
        Admin admin = admin(vigil)) {
      vigil.send("fhir.events", "p1", potassium("p1", "o1", 1, "4.1"));
      vigil.read("fhir.audit", AuditRecord.class, 1);
      vigil.stop();
      vigil.send("fhir.events", "p1", potassium("p1", "o2", 1, "7.1"));
      vigil.send("fhir.events", "p1", potassium("p1", "o3", 1, "4.1"));
      admin
          .deleteRecords(
              Map.of(
                  new TopicPartition(vigil.topic("fhir.events"), 0),
                  RecordsToDelete.beforeOffset(2)))
          .all()
          .get(10, TimeUnit.SECONDS);

      VigilException refusal = refusal(vigil.configuration());

      assertThat(refusal.exitCode()).isEqualTo(ExitCode.OFFSETS_LOST);
      assertThat(refusal.lines().get(0))
          .isEqualTo(
              vigil.topic("fhir.events") + "-0: offsets 1 to 1 were deleted before they were read");
      assertThat(refusal.lines().get(1))
          .as("a command to copy, for what was lost and nothing else")
          .contains(
              "--group "
                  + vigil.applicationId()
                  + " --topic "
                  + vigil.topic("fhir.events")
                  + ":0 --reset-offsets");
    }
  }

  @Test
  void instancesOfANewApplicationMayStartTogether() throws Exception {
    try (Deployment vigil = new Deployment(state).createTopics()) {
      List<CompletableFuture<Application>> starts = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Configuration one = vigil.configuration("vigil.state.dir=" + state.resolve("state" + i));
        starts.add(
            CompletableFuture.supplyAsync(() -> Application.start(one, InstantSource.system())));
      }
      try {
        for (CompletableFuture<Application> start : starts) {
          assertThat(start.get(60, TimeUnit.SECONDS).failure()).isNotDone();
        }
      } finally {
        for (CompletableFuture<Application> start : starts) {
          start.get(60, TimeUnit.SECONDS).close();
        }
      }
    }
  }

  private static VigilException refusal(Configuration configuration) {
    return catchThrowableOfType(
        VigilException.class,
        () -> Application.start(configuration, InstantSource.system()).close());
  }

  /** The controller answers before every broker knows. */
  private static void awaitSetting(Admin admin, ConfigResource topic, String value) {
    await()
        .until(
            () ->
                admin
                    .describeConfigs(List.of(topic))
                    .all()
                    .get(10, TimeUnit.SECONDS)
                    .values()
                    .stream()
                    .anyMatch(config -> config.get("max.message.bytes").value().equals(value)));
  }

  private static Admin admin(Deployment vigil) {
    return Admin.create(
        Map.of(
            "bootstrap.servers",
            (Object) vigil.configuration().kafkaSettings().get("bootstrap.servers")));
  }
}
