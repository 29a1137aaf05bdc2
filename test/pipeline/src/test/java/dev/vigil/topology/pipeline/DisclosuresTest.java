package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.consent;
import static dev.vigil.topology.pipeline.SampleEvent.patient;
import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.Decision;
import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.avro.OutputDecision;
import dev.vigil.topology.domain.disclosure.Disclosure;
import dev.vigil.topology.domain.disclosure.DisclosureKind;
import dev.vigil.topology.domain.disclosure.Disclosures;
import dev.vigil.topology.domain.disclosure.Patient;
import dev.vigil.topology.domain.disclosure.Patient.Relation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What of a patient's went where, read off what the pipeline really writes. */
class DisclosuresTest {
  private static final String ALERT = "alert ID revision ";

  @TempDir Path state;

  private final Disclosures disclosures = new Disclosures("TREAT");

  @Test
  void everyLineOfAStoryIsRight() {
    try (PipelineDriver pipeline =
        PipelineDriver.start(
            state,
            "vigil.outputs.treatment.purpose=TREAT",
            "vigil.outputs.treatment.on-deny=break-glass",
            "vigil.outputs.research.purpose=HRESCH",
            "vigil.alerts.on-deny=break-glass",
            "vigil.inputs.acks=true")) {
      pipeline.send(patient("p1", "1980-01-01"));
      pipeline.send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
      pipeline.send(potassium("p1", "o1", 1, "4.2"));
      pipeline.send(potassium("p1", "o1", 1, "4.2"));
      pipeline.send(potassium("p1", "o2", 1, "7.1"));
      pipeline.send(consent("p1", "c1", 2, "inactive", "permit", "HRESCH"));
      pipeline.send(consent("p1", "c2", 1, "active", "deny", "TREAT"));
      pipeline.send(potassium("p1", "o2", 2, "7.9"));
      pipeline.sendBytes(
          "fhir.events", "p1".getBytes(UTF_8), "{".getBytes(UTF_8), new RecordHeaders());
      pipeline.send(potassium("p2", "o3", 1, "7.1"));
      pipeline.advance(Duration.ofMinutes(15));
      pipeline.send(potassium("p1", "o2", 3, "4.2"));

      assertThat(lines(pipeline, "p1"))
          .containsExactly(
              "denied Patient/p1 research HRESCH default-deny -",
              "content Patient/p1 treatment TREAT default-permit -",
              "content Consent/c1 research HRESCH deny-overrides c1",
              "content Consent/c1 treatment TREAT default-permit -",
              "content Observation/o1 research HRESCH deny-overrides c1",
              "content Observation/o1 treatment TREAT default-permit -",
              "content Observation/o2 research HRESCH deny-overrides c1",
              "content Observation/o2 treatment TREAT default-permit -",
              "content " + ALERT + "1 RAISED of Observation/o2 alerts TREAT default-permit -",
              "closed-notice Consent/c1 research HRESCH default-deny -",
              "content Consent/c1 treatment TREAT default-permit -",
              "denied Consent/c2 research HRESCH default-deny -",
              "closed-notice Consent/c2 treatment TREAT deny-overrides c2",
              "withheld Observation/o2 research HRESCH default-deny -",
              "break-glass Observation/o2 treatment TREAT deny-overrides c2",
              "break-glass " + ALERT + "2 UPDATED of Observation/o2 alerts TREAT deny-overrides c2",
              "denied Observation/o2 research HRESCH default-deny -",
              "break-glass Observation/o2 treatment TREAT deny-overrides c2",
              "break-glass "
                  + ALERT
                  + "4 RETRACTED of Observation/o2 alerts TREAT deny-overrides c2",
              "break-glass alert ID escalated to level 1 alerts TREAT null -");
    }
  }

  /** Of the audit, then of operations. */
  private List<String> lines(PipelineDriver pipeline, String of) {
    Patient patient = new Patient("", of, of.getBytes(UTF_8));
    List<String> lines = new ArrayList<>();
    int unreadable = 0;
    for (var raw : pipeline.raw("fhir.audit")) {
      AuditRecord record = PipelineDriver.decode(raw.value(), AuditRecord.class);
      switch (patient.relation(record, raw.key())) {
        case ABOUT -> disclosures.of(record).forEach(line -> lines.add(text(line)));
        case FILED_UNDER_KEY -> unreadable++;
        case NONE -> assertThat(record.getPatientId()).isEqualTo("p2");
      }
    }
    assertThat(unreadable).as("filed under the key, and not known to be the patient's").isOne();
    for (OperationRecord record : pipeline.operations()) {
      if (patient.concerns(record)) {
        lines.add(text(Objects.requireNonNull(disclosures.of(record))));
      }
    }
    return lines;
  }

  private static String text(Disclosure line) {
    return "%s %s %s %s %s %s"
        .formatted(
            line.kind().code(),
            line.what().replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "ID"),
            line.output(),
            line.purpose(),
            line.rule(),
            line.consentId() == null ? "-" : line.consentId());
  }

  @ParameterizedTest
  @EnumSource(OutputAction.class)
  void whateverAnOutputReceivesIsListedAsWhatItIs(OutputAction action) {
    boolean written = action.discloses() || action.isIdOnly() || action == OutputAction.RETRACT;
    OutputDecision output =
        OutputDecision.newBuilder()
            .setName("o")
            .setPurpose("TREAT")
            .setDecision(action.audited() == null ? Decision.PERMIT : Decision.DENY)
            .setRule("r")
            .setWritten(written ? 1 : 0)
            .setOnDeny(action.audited())
            .build();
    List<Disclosure> lines = disclosures.of(record(output));

    if (written) {
      assertThat(lines).hasSize(1);
      assertThat(lines.get(0).kind().isContent()).isEqualTo(action.discloses());
      assertThat(lines.get(0).kind()).isNotEqualTo(DisclosureKind.UNKNOWN_KIND);
    } else {
      assertThat(lines).noneMatch(line -> line.kind().isContent());
    }
  }

  @Test
  void whatANewerReleaseWroteCountsAsContent() {
    OutputDecision output =
        OutputDecision.newBuilder()
            .setName("o")
            .setPurpose("TREAT")
            .setDecision(Decision.DENY)
            .setRule("r")
            .setWritten(1)
            .setOnDeny("something-new")
            .build();
    assertThat(disclosures.of(record(output)))
        .singleElement()
        .matches(line -> line.kind() == DisclosureKind.UNKNOWN_KIND && line.kind().isContent());
  }

  @Test
  void ofADeadLetterThatWasShownNobodyKnowsWhoseItIs() {
    OperationRecord shown =
        OperationRecord.newBuilder()
            .setOperation(Operation.DEAD_LETTER_SHOWN)
            .setAt(PipelineDriver.NOW)
            .setBy("ida")
            .setPatientId("p1")
            .setSubject("fhir.dlq:0:7")
            .setOutcome("done")
            .build();
    Disclosure line = Objects.requireNonNull(disclosures.of(shown));
    assertThat(line.kind().isContent()).isTrue();
    assertThat(line.by()).isEqualTo("ida");
    assertThat(line.certain()).isFalse();
    shown.setOperation(Operation.DEAD_LETTERS_REPLAYED);
    assertThat(disclosures.of(shown)).isNull();
  }

  @Test
  void aPatientIsOnesOwnTenantsOnly() {
    Patient north = new Patient("north", "p1", "north|p1".getBytes(UTF_8));
    AuditRecord record = record();
    record.setTenant("north");
    byte[] any = "x".getBytes(UTF_8);
    assertThat(north.relation(record, any)).isEqualTo(Relation.ABOUT);
    record.setTenant("south");
    assertThat(north.relation(record, any)).isEqualTo(Relation.NONE);
    record.setTenant(null);
    assertThat(north.relation(record, "north|p1".getBytes(UTF_8)))
        .as("it names a patient, who is another")
        .isEqualTo(Relation.NONE);
    record.setPatientId(null);
    assertThat(north.relation(record, "north|p1".getBytes(UTF_8)))
        .isEqualTo(Relation.FILED_UNDER_KEY);
    assertThat(north.relation(record, null)).isEqualTo(Relation.NONE);
  }

  private static AuditRecord record(OutputDecision... outputs) {
    return AuditRecord.newBuilder()
        .setTopic("fhir.events")
        .setPartition(0)
        .setOffset(1)
        .setOutcome(dev.vigil.avro.Outcome.PERMITTED)
        .setPatientId("p1")
        .setResourceType("Observation")
        .setResourceId("o1")
        .setOutputs(List.of(outputs))
        .setAt(PipelineDriver.NOW)
        .setHash(java.nio.ByteBuffer.allocate(0))
        .build();
  }
}
