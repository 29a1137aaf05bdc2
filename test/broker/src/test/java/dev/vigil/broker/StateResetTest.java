package dev.vigil.broker;

import static dev.vigil.broker.SampleEvents.potassium;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.avro.Outcome;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.StoreNames;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.support.CapturedStreams;
import dev.vigil.topology.cli.Vigil;
import dev.vigil.topology.runtime.Application;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.reset.Positions;
import dev.vigil.topology.runtime.reset.StateReset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vigil reset}: what it touches, what it says, and what is left. */
class StateResetTest {
  private static final String[] OUTPUTS = {
    "vigil.outputs.treatment.purpose=TREAT", "vigil.outputs.research.purpose=HRESCH"
  };

  private final CapturedStreams streams = new CapturedStreams();

  @TempDir Path directory;

  private Path state() {
    return directory.resolve("state");
  }

  @AfterEach
  void stopListening() {
    streams.close();
  }

  @Test
  void onlyExecutesWhenNobodyRunsAndThenTheApplicationBeginsWithoutStateAndTheAuditGoesOn()
      throws IOException {
    try (Deployment vigil = new Deployment(state(), OUTPUTS).createTopics(2).start()) {
      vigil.send("fhir.events", "p1", potassium("p1", "o1", 1, "7.1"));
      vigil.send("fhir.events", "p2", denyOfTreatment("p2"));
      vigil.send("fhir.events", "p2", potassium("p2", "o2", 1, "7.2"));
      assertThat(outcomes(vigil, 3))
          .containsExactlyInAnyOrder(Outcome.PERMITTED, Outcome.DENIED, Outcome.DENIED);

      assertThat(run(vigil, "reset", "--to", "committed", "--execute", "--yes")).isEqualTo(12);
      assertThat(streams.err()).contains("Nothing was deleted", "are running", "Stop them all");
      assertThat(changelogs(vigil)).hasSize(6);
      vigil.stop();
      Path elsewhere = copyOfState();
      Map<TopicPartition, Long> offsets = committed(vigil);

      assertThat(run(vigil, "reset")).isZero();
      assertThat(streams.out())
          .contains(
              "seen-events-changelog",
              "audit-heads-changelog",
              "kept: the audit chains go on",
              "alerts, treatment receive everything, all other outputs nothing",
              "--to earliest: 3 records at most are judged again",
              "pages again",
              "choose a position with --to")
          .doesNotContain("p1", "p2");
      assertThat(run(vigil, "reset", "--json", "--to", "latest")).isZero();
      assertThat(streams.out())
          .contains("\"executed\":false", "\"to\":\"latest\"", "\"epochAfter\":1", "never judged");
      assertThat(run(vigil, "reset", "--execute")).isEqualTo(2);
      assertThat(run(vigil, "reset", "--to", "yesterday")).isEqualTo(2);
      streams.type("n\n");
      assertThat(run(vigil, "reset", "--to", "committed", "--execute", "--by", "Dr Ida"))
          .isEqualTo(12);
      assertThat(changelogs(vigil)).as("a dry run and a no touch nothing").hasSize(6);
      assertThat(committed(vigil)).isEqualTo(offsets);
      assertThat(state().resolve(vigil.applicationId())).isNotEmptyDirectory();

      assertThat(run(vigil, "reset", "--to", "committed", "--execute", "--yes", "--by", "Dr Ida"))
          .as(streams.err())
          .isZero();
      assertThat(changelogs(vigil)).containsExactly(changelog(vigil, StoreNames.AUDIT_HEADS));
      assertThat(committed(vigil)).isEqualTo(offsets);
      assertThat(local(state(), vigil)).isEmpty();
      assertThat(vigil.values("vigil.operations", OperationRecord.class, 2))
          .allMatch(record -> record.getOperation() == Operation.STATE_RESET)
          .allMatch(record -> record.getBy().equals("Dr Ida"))
          .extracting(OperationRecord::getOutcome)
          .containsExactlyInAnyOrder("begun", "done");
      assertThat(run(vigil, "reset")).isEqualTo(12);
      assertThat(streams.err()).contains("nothing to reset");

      // On a machine that still has its copy, and whose changelogs are empty: the worst case.
      try (Application other =
          Application.start(
              vigil.configuration("vigil.state.dir=" + elsewhere), InstantSource.system())) {
        assertThat(other.failure()).isNotDone();
        vigil.send("fhir.events", "p1", potassium("p1", "o1", 1, "7.1"));
        vigil.send("fhir.events", "p2", potassium("p2", "o3", 1, "7.3"));
        assertThat(outcomes(vigil, 5))
            .as("neither event nor Consent is known any more, as reset had said")
            .containsExactlyInAnyOrder(
                Outcome.PERMITTED,
                Outcome.DENIED,
                Outcome.DENIED,
                Outcome.PERMITTED,
                Outcome.PERMITTED);
        assertThat(vigil.values("clinical.alerts", CriticalLabAlert.class, 3))
            .allMatch(alert -> alert.getRevision() == 1 && alert.getPage());
      }
      assertThat(run(vigil, "audit", "verify")).as(streams.out() + streams.err()).isZero();
      assertThat(streams.out()).doesNotContain("chain-");
    }
  }

  @Test
  void fromTheEarliestAllIsJudgedAgainAndTheAuditSaysSo() {
    try (Deployment vigil = new Deployment(state(), OUTPUTS).createTopics(2).start()) {
      vigil.send("fhir.events", "p1", potassium("p1", "o1", 1, "7.1"));
      vigil.send("fhir.events", "p1", potassium("p1", "o2", 1, "4.1"));
      vigil.send("fhir.replay", "p1", potassium("p1", "o3", 1, "4.2"));
      outcomes(vigil, 3);
      vigil.stop();

      assertThat(
              run(
                  vigil,
                  "reset",
                  "--to",
                  "earliest",
                  "--to",
                  "fhir.replay=committed",
                  "--execute",
                  "--yes"))
          .as(streams.err())
          .isZero();
      Instant since = Instant.now();
      vigil.start();
      vigil.send("fhir.events", "p1", potassium("p1", "o4", 1, "4.4"));

      assertThat(outcomes(vigil, 6)).containsOnly(Outcome.PERMITTED);
      assertThat(vigil.values("clinical.alerts", CriticalLabAlert.class, 2))
          .as("the ward is paged again")
          .allMatch(alert -> alert.getRevision() == 1 && alert.getPage());
      vigil.stop();
      assertThat(run(vigil, "audit", "verify")).isEqualTo(12);
      assertThat(streams.out())
          .contains("audited-twice")
          .doesNotContain("chain-", "record-not-audited", "output-unannounced");
      assertThat(run(vigil, "audit", "verify", "--since", since.toString()))
          .as("what came after the reset is proven: " + streams.out())
          .isZero();
    }
  }

  @Test
  void whatWasInterruptedKeepsInstancesFromStartingAndGoesOnWithAnyPosition() {
    try (Deployment vigil = new Deployment(state(), OUTPUTS).createTopics(2).start()) {
      vigil.send("fhir.events", "p1", potassium("p1", "o1", 1, "7.1"));
      outcomes(vigil, 1);
      vigil.stop();
      Map<TopicPartition, Long> offsets = committed(vigil);
      assertThatThrownBy(() -> interrupted(vigil, "earliest")).hasMessage("power cut");
      assertThat(committed(vigil)).isNotEqualTo(offsets);

      VigilException refusal =
          catchThrowableOfType(
              VigilException.class,
              () -> Application.start(vigil.configuration(), InstantSource.system()).close());
      assertThat(refusal.exitCode()).isEqualTo(ExitCode.STATE_FORMAT);
      assertThat(refusal.lines())
          .singleElement()
          .asString()
          .contains("Dr Ida began to reset", "vigil reset --execute");

      assertThat(run(vigil, "reset", "--to", "committed", "--execute", "--yes"))
          .as(streams.err())
          .isZero();
      assertThat(streams.out()).contains("did not finish: this goes on with it");
      assertThat(committed(vigil)).as("of before the first try").isEqualTo(offsets);
      assertThat(changelogs(vigil)).containsExactly(changelog(vigil, StoreNames.AUDIT_HEADS));
      vigil.start();
      vigil.send("fhir.events", "p1", potassium("p1", "o1", 1, "7.1"));
      assertThat(outcomes(vigil, 2)).containsOnly(Outcome.PERMITTED);
    }
  }

  private static void interrupted(Deployment vigil, String position) throws IOException {
    Configuration configuration = vigil.configuration();
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration);
        Registry registry =
            new Registry(
                configuration.registrySettings(),
                configuration.vigil().startupTimeout(),
                InstantSource.system())) {
      StateReset reset =
          new StateReset(configuration, cluster, registry, InstantSource.system(), false);
      reset.execute(
          reset.plan(),
          Positions.parse(List.of(position), new TopicCatalogue(configuration.vigil()), "")
              .orElseThrow(),
          "Dr Ida",
          done -> {
            if (done.contains("deleted")) {
              throw new IllegalStateException("power cut");
            }
          });
    }
  }

  private Path copyOfState() throws IOException {
    Path copy = directory.resolve("elsewhere");
    try (Stream<Path> files = Files.walk(state())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, copy.resolve(state().relativize(file)));
      }
    }
    return copy;
  }

  private static List<Path> local(Path state, Deployment vigil) throws IOException {
    try (Stream<Path> entries = Files.list(state.resolve(vigil.applicationId()))) {
      return entries.filter(entry -> !entry.endsWith(".lock")).toList();
    }
  }

  private static List<Outcome> outcomes(Deployment vigil, int count) {
    List<ConsumerRecord<byte[], AuditRecord>> audit =
        vigil.read("fhir.audit", AuditRecord.class, count);
    assertThat(audit).hasSize(count);
    return audit.stream().map(record -> record.value().getOutcome()).toList();
  }

  private static String changelog(Deployment vigil, String store) {
    return StoreNames.changelog(vigil.applicationId(), store);
  }

  private static Set<String> changelogs(Deployment vigil) {
    try (ClusterAdmin cluster = ClusterAdmin.connect(vigil.configuration())) {
      Set<String> found = new TreeSet<>(cluster.answer(cluster.admin().listTopics().names()));
      found.removeIf(topic -> !topic.startsWith(vigil.applicationId() + "-"));
      return found;
    }
  }

  private static Map<TopicPartition, Long> committed(Deployment vigil) {
    try (ClusterAdmin cluster = ClusterAdmin.connect(vigil.configuration())) {
      await().until(() -> cluster.members(vigil.applicationId()).isEmpty());
      return cluster.committed(vigil.applicationId());
    }
  }

  private int run(Deployment vigil, String... command) {
    streams.reset();
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(vigil.arguments());
    return Vigil.execute(arguments.toArray(String[]::new));
  }

  private static String denyOfTreatment(String patient) {
    return """
    {"eventId":"c-%1$s","eventType":"consent.created","resourceType":"Consent",\
    "resourceId":"c-%1$s","patientId":"%1$s","source":"consents","resource":\
    {"resourceType":"Consent","id":"c-%1$s","meta":{"versionId":"1"},"status":"active",\
    "scope":{"coding":[{"code":"patient-privacy"}]},\
    "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],\
    "patient":{"reference":"Patient/%1$s"},"dateTime":"2026-01-01T00:00:00Z",\
    "provision":{"type":"deny","purpose":[{"code":"TREAT"}]}}}"""
        .formatted(patient);
  }
}
