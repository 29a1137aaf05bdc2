package dev.vigil.topology.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.Outcome;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.event.PatientKey;
import dev.vigil.topology.runtime.Coordinates;
import dev.vigil.topology.runtime.audit.trace.Period;
import dev.vigil.topology.runtime.audit.trace.Searched;
import dev.vigil.topology.runtime.audit.trace.Trace;
import dev.vigil.topology.runtime.audit.trace.Trace.Judged;
import dev.vigil.topology.runtime.audit.trace.Trace.Written;
import dev.vigil.topology.runtime.audit.trace.TraceQuery;
import dev.vigil.topology.runtime.audit.trace.TraceQuery.Kind;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A trace as a person reads it. */
class TraceTextTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static TraceQuery query(@Nullable PatientKey patient) {
    return new TraceQuery(Kind.EVENT, "e1", null, patient, new Period(NOW, null));
  }

  private static Trace trace(Written... outputs) {
    AuditRecord record =
        AuditRecord.newBuilder()
            .setTopic("fhir.events")
            .setPartition(0)
            .setOffset(7)
            .setOutcome(Outcome.DEAD_LETTERED)
            .setReason("wrong-patient")
            .setEventId("e1")
            .setPatientId("p-4711")
            .setResourceType("Patient")
            .setResourceId("p-4711")
            .setAt(NOW)
            .setHash(ByteBuffer.allocate(0))
            .build();
    return new Trace(
        List.of(
            new Judged(record, new Coordinates("fhir.audit", 0, 9), NOW, true, List.of(outputs))),
        3,
        List.of(new Searched("fhir.audit", List.of(0, 1, 2, 5), 8, 1234, NOW, true)));
  }

  @Test
  void aPatientsIdIsPrintedOnlyToWhoNamedThePatient() {
    Trace trace = trace();
    assertThat(String.join("\n", TraceText.lines(trace, query(null))))
        .contains("Patient/(id not shown)")
        .doesNotContain("4711");
    assertThat(String.join("\n", TraceJson.lines(trace, query(null)))).doesNotContain("4711");
    PatientKey named = new PatientKey("", "p-4711");
    assertThat(String.join("\n", TraceText.lines(trace, query(named)))).contains("Patient/p-4711");
  }

  @Test
  void whatIsMissingAndWhatWasSearchedIsSaid() {
    Written lost = new Written("dead-letter", "fhir.dlq", 1, List.of(), List.of(), true);
    assertThat(TraceText.lines(trace(lost), query(null)))
        .contains(
            "   dead letter, wrong-patient: " + DeadLetterReason.WRONG_PATIENT.cause(),
            "   dead-letter: 1 in fhir.dlq not found: deleted by retention, or written just now"
                + " (prove it with vigil audit verify)",
            "3 more matched and are not shown: narrow with --since, --until or --patient.",
            "Searched, of the time from 2026-03-01T12:00:00Z to now: fhir.audit, partition 0-2,5 of"
                + " 8, 1,234 records, the oldest of 2026-03-01T12:00:00Z (older ones were deleted by"
                + " retention).");
  }
}
