package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.deleted;
import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Outcome;
import dev.vigil.topology.domain.profile.SampleProfile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is judged by which profile, when profiles are published while records come. */
class ProfileSwitchTest {
  private static final SampleProfile LOW = new SampleProfile("low", "5.0");
  private static final SampleProfile HIGH = new SampleProfile("high", "8.0");

  @TempDir Path state;
  PipelineDriver pipeline;

  @BeforeEach
  void start() {
    pipeline =
        PipelineDriver.start(
            state, "vigil.inputs.profiles=true", "vigil.outputs.treatment.purpose=TREAT");
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void untilOneIsPublishedTheConfiguredProfileJudges() {
    pipeline.send(potassium("p1", "o1", 1, "7.1"));

    CriticalLabAlert alert = only();
    assertThat(alert.getProfile()).isEqualTo("us-conventional");
    assertThat(alert.getProfileNotice()).contains("example", "no laboratory has validated");
    assertThat(pipeline.audit())
        .extracting(AuditRecord::getProfileVersion)
        .containsExactly("us-conventional " + alert.getProfileVersion());
  }

  @Test
  void aPublishedProfileJudgesFromTheNextRecordOn() {
    pipeline.send(potassium("p1", "o1", 1, "5.5"));
    assertThat(pipeline.alerts()).isEmpty();

    publish(LOW);
    pipeline.send(potassium("p1", "o2", 1, "5.5"));
    CriticalLabAlert alert = only();
    assertThat(alert.getProfile()).isEqualTo("low");
    assertThat(alert.getProfileVersion()).isEqualTo(LOW.versionAndHash());
    assertThat(alert.getLimit()).isEqualTo(5.0);

    publish(HIGH);
    pipeline.send(potassium("p1", "o3", 1, "7.1"));
    assertThat(pipeline.alerts()).isEmpty();
    assertThat(pipeline.audit())
        .extracting(AuditRecord::getProfileVersion)
        .satisfies(versions -> assertThat(versions.get(0)).startsWith("us-conventional "))
        .endsWith("low " + LOW.versionAndHash(), "high " + HIGH.versionAndHash());
  }

  @Test
  void aStandingAlertIsNotJudgedAgainUntilItsObservationChanges() {
    publish(LOW);
    pipeline.send(potassium("p1", "o1", 1, "5.5"));
    assertThat(only().getStatus()).isEqualTo(AlertStatus.RAISED);

    publish(HIGH);
    assertThat(pipeline.alerts()).isEmpty();
    pipeline.send(potassium("p1", "o1", 1, "5.5"));
    assertThat(pipeline.alerts()).isEmpty();
    assertThat(pipeline.audit())
        .last()
        .extracting(AuditRecord::getOutcome, AuditRecord::getProfileVersion)
        .containsExactly(Outcome.DUPLICATE, "high " + HIGH.versionAndHash());

    pipeline.send(potassium("p1", "o1", 2, "5.5"));
    assertThat(only().getStatus()).isEqualTo(AlertStatus.RETRACTED);
  }

  @Test
  void aRetractionOfADeletedResultKeepsTheProfileThatRaisedTheAlert() {
    publish(LOW);
    pipeline.send(potassium("p1", "o1", 1, "5.5"));
    String raisedBy = only().getProfileVersion();

    publish(HIGH);
    pipeline.send(deleted("p1", "Observation", "o1"));
    CriticalLabAlert retraction = only();
    assertThat(retraction.getStatus()).isEqualTo(AlertStatus.RETRACTED);
    assertThat(retraction.getProfileVersion()).isEqualTo(raisedBy);
  }

  @Test
  void anInvalidProfileLeavesTheLastValidOneInForceAndIsTold() {
    publish(LOW);
    write("active", "no hash");
    pipeline.send(potassium("p1", "o1", 1, "5.5"));

    assertThat(only().getProfileVersion()).isEqualTo(LOW.versionAndHash());
    assertThat(pipeline.profiles())
        .last()
        .satisfies(
            told -> {
              assertThat(told.rules().profile().name()).isEqualTo("low");
              assertThat(told.fault()).isNotNull();
            });

    publish(HIGH);
    assertThat(pipeline.profiles()).last().satisfies(told -> assertThat(told.fault()).isNull());
  }

  private CriticalLabAlert only() {
    var alerts = pipeline.alerts();
    assertThat(alerts).hasSize(1);
    return alerts.get(0);
  }

  private void publish(SampleProfile profile) {
    pipeline.sendBytes(
        "clinical.profiles",
        profile.hash().getBytes(StandardCharsets.UTF_8),
        profile.content(),
        new RecordHeaders());
    write("active", profile.hash());
  }

  private void write(String key, @Nullable String value) {
    pipeline.send("clinical.profiles", key, value, new RecordHeaders());
  }
}
