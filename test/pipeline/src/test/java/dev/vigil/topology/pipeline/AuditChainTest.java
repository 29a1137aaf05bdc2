package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AuditRecord;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chain that an auditor recomputes with nothing but the audit topic. */
class AuditChainTest {
  @TempDir Path state;

  @Test
  void everyRecordNamesItsPredecessorAndHashesToWhatItSays() throws NoSuchAlgorithmException {
    try (PipelineDriver pipeline = PipelineDriver.start(state)) {
      pipeline.send(potassium("p1", "o1", 1, "7.1"));
      pipeline.send("fhir.events", "p1", "poison", new RecordHeaders());
      pipeline.send("fhir.replay", potassium("p1", "o2", 1, "4.2"));
      pipeline.send(potassium("p1", "o1", 1, "7.1"));

      List<TestRecord<byte[], byte[]>> raw = pipeline.raw("fhir.audit");
      List<AuditRecord> audits =
          raw.stream().map(r -> PipelineDriver.decode(r.value(), AuditRecord.class)).toList();
      assertThat(audits)
          .extracting(
              audit -> audit.getTopic() + "@" + audit.getOffset() + "<" + audit.getPreviousOffset())
          .as("one chain per input topic")
          .containsExactly(
              "fhir.events@0<null", "fhir.events@1<0", "fhir.replay@0<null", "fhir.events@2<1");
      assertThat(audits.get(1).getPreviousHash()).isEqualTo(audits.get(0).getHash());
      assertThat(audits.get(3).getPreviousHash()).isEqualTo(audits.get(1).getHash());
      for (int i = 0; i < raw.size(); i++) {
        byte[] value = Objects.requireNonNull(raw.get(i).value());
        byte[] hashed = Arrays.copyOfRange(value, 5, value.length - 33);
        assertThat(audits.get(i).getHash())
            .isEqualTo(ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(hashed)));
      }
    }
  }
}
