package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.deleted;
import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.Outcome;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which version of a resource an audit record is about: what a reconciliation goes by. */
class AuditedVersionTest {
  @TempDir Path state;

  @Test
  void anAuditRecordNamesTheVersionAndTellsADeletion() {
    try (PipelineDriver pipeline = PipelineDriver.start(state)) {
      pipeline.send(potassium("p1", "o1", 7, "4.2"));
      pipeline.send(
          "fhir.events",
          "p1",
          """
          {"eventId":"e","eventType":"observation.updated","patientId":"p1","resource":\
          {"resourceType":"Observation","id":"o2","meta":\
          {"lastUpdated":"2026-03-01T10:00:00.250+01:00"},"subject":{"reference":"Patient/p1"}}}""",
          new RecordHeaders());
      pipeline.send(deleted("p1", "Observation", "o1"));

      List<AuditRecord> audit = pipeline.audit();
      assertThat(audit).extracting(AuditRecord::getVersionId).containsExactly("7", null, null);
      assertThat(audit)
          .extracting(AuditRecord::getLastUpdated)
          .containsExactly(null, Instant.parse("2026-03-01T09:00:00.250Z"), null);
      assertThat(audit).extracting(AuditRecord::getDeleted).containsExactly(false, false, true);
    }
  }

  @Test
  void soDoesThatOfADeadLetterAsFarAsItCouldBeRead() {
    try (PipelineDriver pipeline = PipelineDriver.start(state)) {
      pipeline.send(
          "fhir.events",
          "p1",
          """
          {"eventId":"e","eventType":"observation.deleted","resourceType":"Observation",\
          "resourceId":"o1","versionId":"3","patientId":"p2"}""",
          new RecordHeaders());

      AuditRecord audit = pipeline.audit().get(0);
      assertThat(audit.getOutcome()).isEqualTo(Outcome.DEAD_LETTERED);
      assertThat(audit.getVersionId()).isEqualTo("3");
      assertThat(audit.getDeleted()).isTrue();
    }
  }
}
