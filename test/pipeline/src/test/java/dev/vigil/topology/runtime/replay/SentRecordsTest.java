package dev.vigil.topology.runtime.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SentRecordsTest {
  private final SentRecords sent = new SentRecords(Operation.DEAD_LETTERS_REPLAYED, "fhir.dlq");

  @Test
  void batchesAddUpByPartition() {
    sent.accept(record("fhir.dlq", Map.of("source:fhir.dlq:0", "1-3", "sent", "3")));
    sent.accept(
        record(
            "fhir.dlq", Map.of("source:fhir.dlq:0", "7", "source:fhir.dlq:11", "2", "sent", "2")));

    assertThat(sent.contains("fhir.dlq", 0, 2)).isTrue();
    assertThat(sent.contains("fhir.dlq", 0, 4)).isFalse();
    assertThat(sent.contains("fhir.dlq", 0, 7)).isTrue();
    assertThat(sent.contains("fhir.dlq", 11, 2)).isTrue();
    assertThat(sent.contains("fhir.dlq", 1, 2)).isFalse();
  }

  @Test
  void whatWasDoneToAnotherSubjectDoesNotCount() {
    sent.accept(record("ward.fhir.dlq", Map.of("source:fhir.dlq:0", "1-3")));
    sent.accept(
        OperationRecord.newBuilder(record("fhir.dlq", Map.of("source:fhir.dlq:0", "1-3")))
            .setOperation(Operation.REPROCESSED)
            .build());

    assertThat(sent.contains("fhir.dlq", 0, 2)).isFalse();
  }

  private static OperationRecord record(String subject, Map<String, String> details) {
    return OperationRecord.newBuilder()
        .setOperation(Operation.DEAD_LETTERS_REPLAYED)
        .setAt(Instant.parse("2026-03-01T12:00:00Z"))
        .setBy("ada")
        .setSubject(subject)
        .setOutcome("done")
        .setDetails(details)
        .build();
  }
}
