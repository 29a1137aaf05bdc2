package dev.vigil.serdes.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.serdes.fhir.ContentHash;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which events are the same event, and which of these say the same. */
class EventContentTest {

  @Test
  void anEventIsTheSameInEveryForm() {
    Set<ContentHash> identities = new HashSet<>();
    Set<ContentHash> contents = new HashSet<>();
    for (Form form : Form.values()) {
      ChangeEvent event = SampleRecord.event(new SampleRecord().in(form));
      identities.add(event.identity());
      contents.add(event.content());
    }
    assertThat(identities).hasSize(1);
    assertThat(contents).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"eventId, e2", "source, https://other.example.org", "tenant, north"})
  void thisMakesItAnotherEvent(String field, String value) {
    assertThat(event(new SampleRecord().with(field, value)).identity())
        .isNotEqualTo(event(new SampleRecord()).identity());
  }

  @Test
  void anotherPatientMakesItAnotherEvent() {
    SampleRecord other = new SampleRecord().with("patientId", "p2").keyed("p2");
    SampleRecord one = new SampleRecord();
    other.resource("{\"resourceType\":\"Observation\"}");
    one.resource("{\"resourceType\":\"Observation\"}");

    assertThat(event(other).identity()).isNotEqualTo(event(one).identity());
  }

  @Test
  void aReprocessingRunMakesItAnotherEvent() {
    SampleRecord run =
        new SampleRecord().on(SampleRecord.REPLAY_TOPIC).header("vigil.run", "2026-02");

    assertThat(event(run).identity()).isNotEqualTo(event(new SampleRecord()).identity());
  }

  /** A resend may change these: it is the same event and says the same. */
  @ParameterizedTest
  @CsvSource({"timestamp, 2026-01-15T12:30:00Z", "requestId, r2"})
  void aResendMayChangeThis(String field, String value) {
    ChangeEvent resent = event(new SampleRecord().with(field, value).header("x-retry", "1"));

    assertThat(resent.identity()).isEqualTo(event(new SampleRecord()).identity());
    assertThat(resent.content()).isEqualTo(event(new SampleRecord()).content());
  }

  @ParameterizedTest
  @CsvSource({"eventType, observation.updated", "versionId, 4"})
  void thisIsAnotherContent(String field, String value) {
    assertThat(event(new SampleRecord().with(field, value)).content())
        .isNotEqualTo(event(new SampleRecord()).content());
  }

  /** Precision is content: 6.90 is not 6.9. */
  @ParameterizedTest
  @ValueSource(strings = {"6.9", "6.91", "6.900", "69.0", "\"6.90\"", "-6.90", "6.90e0", "null"})
  void anotherValueIsAnotherContent(String value) {
    String resource = SampleRecord.RESOURCE.replace("6.90", value);

    assertThat(event(new SampleRecord().resource(resource)).content())
        .isNotEqualTo(event(new SampleRecord()).content());
  }

  @Test
  void withoutTheResourceItIsAnotherContent() {
    assertThat(event(new SampleRecord().resource(null)).content())
        .isNotEqualTo(event(new SampleRecord()).content());
  }

  private static ChangeEvent event(SampleRecord record) {
    return SampleRecord.event(record.in(Form.FLAT));
  }
}
