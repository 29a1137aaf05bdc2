package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.consent;
import static dev.vigil.topology.pipeline.SampleEvent.deleted;
import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.avro.CriticalLabAlert;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The FHIR form of alerts, as its consumers see it on the topic; test/fhir says what is in it. */
class AlertsFhirTest {
  private static final String TOPIC = "clinical.alerts.fhir";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path state;

  @ParameterizedTest
  @CsvSource({"detected-issue, DetectedIssue", "communication-request, CommunicationRequest"})
  void everyAlertIsWrittenInTheFormThatIsConfigured(String form, String type) throws IOException {
    try (PipelineDriver pipeline = start("vigil.alerts.fhir=" + form)) {
      pipeline.send(potassium("p1", "o1", 1, "7.1"));
      pipeline.send(potassium("p1", "o1", 2, "7.4"));
      pipeline.send(potassium("p1", "o2", 1, "4.1"));
      pipeline.send(deleted("p1", "Observation", "o1"));

      List<CriticalLabAlert> alerts = pipeline.alerts();
      List<TestRecord<byte[], byte[]>> messages = pipeline.raw(TOPIC);
      assertThat(messages).hasSameSizeAs(alerts).hasSize(3);
      for (int i = 0; i < alerts.size(); i++) {
        assertThat(messages.get(i).key()).isEqualTo("p1".getBytes(StandardCharsets.UTF_8));
        JsonNode told = resource(messages.get(i));
        assertThat(told.path("resourceType").asText()).isEqualTo(type);
        assertThat(told.path("id").asText()).isEqualTo(alerts.get(i).getAlertId());
        assertThat(told.path("meta").path("versionId").asInt())
            .isEqualTo(alerts.get(i).getRevision());
      }
    }
  }

  @Test
  void headersGoAlongAsWithTheAlert() {
    try (PipelineDriver pipeline = start("vigil.alerts.fhir=detected-issue")) {
      pipeline.send(
          "fhir.events",
          "p1",
          potassium("p1", "o1", 1, "7.1").json(),
          new RecordHeaders()
              .add(
                  "traceparent",
                  "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
                      .getBytes(StandardCharsets.UTF_8)));

      assertThat(PipelineDriver.header(pipeline.raw(TOPIC).get(0), "traceparent"))
          .isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    }
  }

  @Test
  void aRetractionUnderADenyWithholdsTheContentHereToo() throws IOException {
    try (PipelineDriver pipeline = start("vigil.alerts.fhir=detected-issue")) {
      pipeline.send(potassium("p1", "o1", 1, "7.1"));
      pipeline.raw(TOPIC);
      pipeline.send(consent("p1", "c1", 1, "active", "deny", "TREAT"));
      pipeline.send(deleted("p1", "Observation", "o1"));

      List<TestRecord<byte[], byte[]>> messages = pipeline.raw(TOPIC);
      assertThat(messages).hasSize(1);
      assertThat(resource(messages.get(0)).path("status").asText()).isEqualTo("entered-in-error");
      assertThat(new String(messages.get(0).value(), StandardCharsets.UTF_8))
          .doesNotContainIgnoringCase("potassium")
          .doesNotContain("7.1", "6.2", "mmol", "2823-3");
    }
  }

  @Test
  void withoutTheSettingThereIsNoSuchOutput() {
    try (PipelineDriver pipeline = start("vigil.alerts.fhir=none")) {
      pipeline.send(potassium("p1", "o1", 1, "7.1"));

      assertThat(pipeline.alerts()).hasSize(1);
      assertThat(pipeline.topology().describe().toString()).doesNotContain(TOPIC);
    }
  }

  private PipelineDriver start(String setting) {
    return PipelineDriver.start(state, "vigil.outputs.treatment.purpose=TREAT", setting);
  }

  private static JsonNode resource(TestRecord<byte[], byte[]> message) throws IOException {
    JsonNode bundle = JSON.readTree(message.value());
    assertThat(bundle.path("type").asText()).isEqualTo("message");
    return bundle.path("entry").path(1).path("resource");
  }
}
