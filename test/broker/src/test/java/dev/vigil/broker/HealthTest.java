package dev.vigil.broker;

import static dev.vigil.broker.SampleEvents.potassium;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vigil.avro.AuditRecord;
import dev.vigil.topology.domain.health.Cause;
import dev.vigil.topology.domain.health.Liveness;
import dev.vigil.topology.domain.health.Liveness.Status;
import dev.vigil.topology.runtime.ClusterAdmin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether an instance is alive, and what it says is wrong: by what it does on a real broker. */
class HealthTest {
  private static final String STUCK_AFTER = "vigil.health.stuck-after=PT6S";
  private static final Duration RESTORE_BOUND = Duration.ofSeconds(16);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path state;

  /** Time that stands still for the stream threads, and with it the step that asks for it. */
  private static final class HangingClock implements InstantSource {
    private volatile CountDownLatch hangs = new CountDownLatch(0);

    @Override
    public Instant instant() {
      if (Thread.currentThread().getName().contains("StreamThread")) {
        try {
          hangs.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return InstantSource.system().instant();
    }

    /** What times commits: it is a step that is to hang. */
    @Override
    public long millis() {
      return InstantSource.system().millis();
    }
  }

  @Test
  void aStepThatHangsIsStuckWhenTheBoundHasPassedAndAliveWhenItGoesOn() {
    HangingClock clock = new HangingClock();
    try (Deployment vigil = new Deployment(state, STUCK_AFTER).createTopics().start(clock)) {
      vigil.send("fhir.events", "p1", potassium("p1", "before", 1, "4.1"));
      vigil.read("fhir.audit", AuditRecord.class, 1);
      clock.hangs = new CountDownLatch(1);
      // Behind the thread's back: it has asked for records before these came.
      vigil.send("fhir.events", "p1", potassium("p1", "during", 1, "4.1"));
      vigil.send("fhir.events", "p1", potassium("p1", "behind", 1, "4.1"));

      long began = System.nanoTime();
      await().atMost(PATIENCE).until(() -> !vigil.application().liveness().isAlive());
      Liveness stuck = vigil.application().liveness();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(5));
      assertThat(stuck.status()).isEqualTo(Status.STUCK);
      assertThat(stuck.reason())
          .contains("2 records wait", "its thread is at")
          .doesNotContain("p1");
      assertThat(vigil.application().health().degraded().get(Cause.STUCK.code()))
          .startsWith(stuck.reason().substring(0, 10));

      clock.hangs.countDown();
      await().atMost(PATIENCE).until(() -> vigil.application().liveness().isAlive());
      assertThat(vigil.read("fhir.audit", AuditRecord.class, 3)).hasSize(3);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(vigil.application().liveness().status()).isEqualTo(Status.IDLE);
                assertThat(vigil.application().health().degraded()).isEmpty();
              });
    }
  }

  @Test
  void aRestoreThatTakesLongIsAliveAndSaysHowFarItIs() throws Exception {
    int events = 4_000;
    try (Deployment vigil =
        new Deployment(
                state.resolve("here"),
                "vigil.health.stuck-after=" + RESTORE_BOUND,
                "vigil.standby-replicas=0",
                // Little at a time: brokers let through ten seconds' worth at once, and then
                // nothing
                // for ten seconds.
                "kafka.producer.batch.size=2048",
                "kafka.restore.consumer.fetch.max.bytes=4096",
                "kafka.restore.consumer.max.partition.fetch.bytes=4096")
            .createTopics()
            .start()) {
      send(vigil, 0, events);
      vigil.read("fhir.audit", AuditRecord.class, events);
      assertThat(vigil.stop()).isTrue();
      delete(state.resolve("here"));
      slowDown(vigil, 15_000.0);
      send(vigil, events, 10);
      vigil.start();
      long began = System.nanoTime();

      List<Status> seen = new ArrayList<>();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                seen.add(vigil.application().liveness().status());
                String restoring =
                    vigil.application().health().degraded().get(Cause.RESTORING.code());
                return restoring != null && restoring.matches("[1-9]\\d? % of the state.*");
              });
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                seen.add(vigil.application().liveness().status());
                return System.nanoTime() - began > RESTORE_BOUND.toNanos();
              });
      assertThat(seen).contains(Status.RESTORING).doesNotContain(Status.STUCK);
      assertThat(vigil.application().liveness().status())
          .as("it outlasts the bound")
          .isEqualTo(Status.RESTORING);

      slowDown(vigil, null);
      assertThat(vigil.read("fhir.audit", AuditRecord.class, events + 10)).hasSize(events + 10);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(vigil.application().health().degraded()).isEmpty());
    }
  }

  @Test
  void whatNobodyReadsHoldsNothingUp() {
    int events = 2_000;
    try (Deployment vigil =
        new Deployment(
                state,
                STUCK_AFTER,
                "vigil.health.behind-after=PT1S",
                "vigil.outputs.treatment.purpose=TREAT")
            .createTopics()
            .start()) {
      send(vigil, 0, events);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(vigil.application().liveness().status()).isEqualTo(Status.IDLE);
                assertThat(vigil.application().health().degraded()).isEmpty();
                assertThat(committed(vigil)).isEqualTo(events);
              });
    }
  }

  private static void send(Deployment vigil, int from, int count) {
    for (int i = from; i < from + count; i++) {
      vigil.sendLater("fhir.events", "p" + i, potassium("p" + i, "o" + i, 1, "4.1"));
    }
    vigil.flush();
  }

  private static long committed(Deployment vigil) {
    try (ClusterAdmin cluster = ClusterAdmin.connect(vigil.configuration())) {
      return cluster.committed(vigil.applicationId()).values().stream()
          .mapToLong(Long::longValue)
          .sum();
    }
  }

  /** A network that lets through so little to one client: how a restore becomes a long one. */
  private static void slowDown(Deployment vigil, @Nullable Double bytesPerSecond) throws Exception {
    try (ClusterAdmin cluster = ClusterAdmin.connect(vigil.configuration())) {
      cluster
          .admin()
          .alterClientQuotas(
              List.of(
                  new ClientQuotaAlteration(
                      new ClientQuotaEntity(
                          Map.of(
                              ClientQuotaEntity.CLIENT_ID,
                              vigil.applicationId() + "-StateUpdater-1-restore-consumer")),
                      List.of(new ClientQuotaAlteration.Op("consumer_byte_rate", bytesPerSecond)))))
          .all()
          .get();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
