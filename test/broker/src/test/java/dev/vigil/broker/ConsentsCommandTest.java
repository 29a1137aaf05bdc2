package dev.vigil.broker;

import static dev.vigil.broker.SampleEvents.potassium;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.avro.Outcome;
import dev.vigil.support.CapturedStreams;
import dev.vigil.topology.cli.Vigil;
import dev.vigil.topology.runtime.ClusterAdmin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vigil consents} beside a running application. */
class ConsentsCommandTest {
  private final CapturedStreams streams = new CapturedStreams();

  @TempDir Path state;

  @AfterEach
  void stopListening() {
    streams.close();
  }

  @Test
  void anOperatorFindsAndClearsWhatIsIndeterminate() {
    try (Deployment vigil =
        new Deployment(
                state,
                "vigil.outputs.research.purpose=HRESCH",
                "vigil.outputs.treatment.purpose=TREAT")
            .createTopics()
            .start()) {
      vigil.send("fhir.events", "p1", consent("p1", "c1", 1, "provision"));
      vigil.send("fhir.events", "p2", consent("p2", "c2", 1, "provision"));
      vigil.send("fhir.events", "p1", consent("p1", "c1", 2, "patient"));
      vigil.read("fhir.audit", AuditRecord.class, 3);

      assertThat(run(vigil, "consents", "list")).isZero();
      assertThat(streams.out())
          .contains("p1", "unreadable c1", vigil.topic("fhir.events") + "/")
          .doesNotContain("p2");
      assertThat(run(vigil, "consents", "list", "--json")).isZero();
      assertThat(streams.out()).contains("\"patient\":\"p1\"", "\"unreadable\":[{\"id\":\"c1\"");

      assertThat(run(vigil, "consents", "clear", "--patient", "p2")).isEqualTo(12);
      assertThat(streams.err().lines())
          .containsExactly("vigil: Nothing of that is indeterminate: see vigil consents list");
      assertThat(run(vigil, "consents", "clear", "--patient", "p1", "--consent", "c9"))
          .isEqualTo(12);

      answer("n");
      assertThat(run(vigil, "consents", "clear", "--patient", "p1")).isEqualTo(12);
      assertThat(streams.out()).contains("Clear? [y/N]", "Nothing was written");
      answer("y");
      assertThat(run(vigil, "consents", "clear", "--patient", "p1", "--by", "Dr Ida")).isZero();
      assertThat(streams.out()).contains("Consent c1", vigil.topic("fhir.replay"));

      List<AuditRecord> audit = vigil.values("fhir.audit", AuditRecord.class, 4);
      assertThat(audit)
          .filteredOn(record -> record.getTopic().equals(vigil.topic("fhir.replay")))
          .singleElement()
          .satisfies(
              record -> {
                assertThat(record.getOutcome()).isEqualTo(Outcome.ACKNOWLEDGED);
                assertThat(record.getNotes()).containsExactly("indeterminate-cleared");
                assertThat(record.getSource()).isEqualTo("operator:Dr Ida");
              });
      assertThat(run(vigil, "consents", "list")).isZero();
      assertThat(streams.out().lines()).contains("none");

      vigil.send("fhir.events", "p1", potassium("p1", "o1", 1, "4.1"));
      assertThat(vigil.values("fhir.permitted.research", FhirChangeEvent.class, 3))
          .extracting(FhirChangeEvent::getResourceId)
          .as("research is open again")
          .contains("o1");
    }
  }

  @Test
  void aClearSaysWhichTopicStandsInItsWay() {
    try (Deployment vigil = new Deployment(state).createTopics().start()) {
      vigil.send("fhir.events", "p1", consent("p1", "c1", 1, "patient"));
      vigil.read("fhir.audit", AuditRecord.class, 1);
      vigil.stop();
      String replay = vigil.topic("fhir.replay");
      try (ClusterAdmin cluster = ClusterAdmin.connect(vigil.configuration())) {
        cluster.answer(cluster.admin().deleteTopics(List.of(replay)).all());

        assertThat(run(vigil, "consents", "clear", "--patient", "p1", "--yes")).isEqualTo(6);
        assertThat(streams.err().lines())
            .singleElement()
            .asString()
            .startsWith("vigil: Topic " + replay + " is missing")
            .contains("vigil topics create");

        cluster.answer(
            cluster
                .admin()
                .createTopics(List.of(new NewTopic(replay, Deployment.PARTITIONS - 1, (short) 1)))
                .all());
        assertThat(run(vigil, "consents", "clear", "--patient", "p1", "--yes")).isEqualTo(6);
        assertThat(streams.err().lines())
            .singleElement()
            .asString()
            .contains("has 3 partitions, but patients' state has 4", "create --partitions 4");
      }

      vigil.send("vigil-patient-state-changelog", "p1", "damaged");
      assertThat(run(vigil, "consents", "list")).isEqualTo(6);
      assertThat(streams.err())
          .contains("holds state that is damaged or was written by a newer release");
    }
  }

  private int run(Deployment vigil, String... command) {
    streams.reset();
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(vigil.arguments());
    return Vigil.execute(arguments.toArray(String[]::new));
  }

  private void answer(String line) {
    streams.type(line + "\n");
  }

  /**
   * A Consent to research.
   *
   * @param provision name of its provision; patient: a member twice, which nobody can read
   */
  private static String consent(String patient, String id, int version, String provision) {
    return """
    {"eventId":"%2$s-%3$d","eventType":"consent.updated","resourceType":"Consent",\
    "resourceId":"%2$s","patientId":"%1$s","source":"his","versionId":"%3$d","resource":\
    {"resourceType":"Consent","id":"%2$s","meta":{"versionId":"%3$d"},"status":"active",\
    "scope":{"coding":[{"code":"patient-privacy"}]},\
    "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],\
    "patient":{"reference":"Patient/%1$s"},\
    "%4$s":{"type":"permit","purpose":[{"code":"HRESCH"}]}}}"""
        .formatted(patient, id, version, provision);
  }
}
