package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.consent;
import static dev.vigil.topology.pipeline.SampleEvent.observation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.config.topics.StoreNames;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A patient with very many Observations, such as a monitor that was let loose makes: what is kept
 * of the patient, and what is written for one record, is no more for the last of them than for an
 * early one. {@code -Dpoison.observations=100000} sends more than the bounds need to be met.
 */
class PoisonPatientTest {
  private static final int OBSERVATIONS = Integer.getInteger("poison.observations", 10_000);
  private static final int ROUND = 1_000;

  /** After this all that is bounded by number has reached its bound. */
  private static final int FULL_AFTER = 3;

  private static final String PATIENT = "p1";

  /** Digits of numbers that count on: offsets, revisions, ids. */
  private static final int MORE_DIGITS = 64;

  private static final List<String> STORES =
      List.of(
          StoreNames.PATIENT_STATE,
          StoreNames.LAST_VALUES,
          StoreNames.ALERT_STATE,
          StoreNames.RESOURCE_VERSIONS,
          StoreNames.SEEN_EVENTS,
          StoreNames.AUDIT_HEADS);

  private static final List<String> OUTPUTS =
      List.of("clinical.alerts", "fhir.audit", "fhir.permitted.treatment", "clinical.review");

  @TempDir Path state;

  @Test
  void costsNoMoreForTheLastObservationThanForAnEarlyOne() throws URISyntaxException {
    URL profile = PoisonPatientTest.class.getResource("/alert-cases/profile.csv");
    try (PipelineDriver pipeline =
        PipelineDriver.start(
            state,
            "vigil.profile=" + Path.of(Objects.requireNonNull(profile).toURI()),
            "vigil.outputs.treatment.purpose=TREAT")) {
      pipeline.send(consent(PATIENT, "c1", 1, "active", "permit", "TREAT"));
      Round early = null;
      for (int round = 0; round < OBSERVATIONS / ROUND; round++) {
        for (int i = 0; i < ROUND; i++) {
          pipeline.send(result(round * ROUND + i));
        }
        Round written = written(pipeline);
        if (round == FULL_AFTER) {
          early = written;
          assertThat(early.largest().get(changelog(StoreNames.LAST_VALUES)))
              .as("it is exercised")
              .isPositive();
          assertThat(early.largest().get("clinical.alerts")).as("it is exercised").isPositive();
        } else if (early != null) {
          // In each round, because what grows makes the rounds behind it ever slower.
          assertNoMore(written, early);
        }
      }
      assertThat(early).as("rounds enough to compare").isNotNull();
    }
  }

  /**
   * What was written for a thousand Observations.
   *
   * @param records of all topics, changelogs included
   * @param largest value of each topic, in bytes
   */
  private record Round(long records, Map<String, Integer> largest) {}

  private static Round written(PipelineDriver pipeline) {
    Map<String, Integer> largest = new TreeMap<>();
    long records = 0;
    for (String topic : topics()) {
      List<TestRecord<byte[], byte[]>> written = pipeline.raw(topic);
      records += written.size();
      largest.put(
          topic,
          written.stream()
              .mapToInt(one -> one.value() == null ? 0 : one.value().length)
              .max()
              .orElse(0));
    }
    return new Round(records, largest);
  }

  private static void assertNoMore(Round later, Round early) {
    early
        .largest()
        .forEach(
            (topic, bytes) ->
                assertThat(later.largest().get(topic))
                    .as("largest record of " + topic)
                    .isLessThanOrEqualTo(bytes + MORE_DIGITS));
    assertThat(later.records())
        .as("records for a thousand Observations")
        .isLessThanOrEqualTo(early.records());
  }

  /** Critical ones and others, of analytes with repeats and changes; some are corrected. */
  private static SampleEvent result(int i) {
    boolean isCorrection = i % 50 == 49;
    String id = "o" + (isCorrection ? i - 25 : i);
    int version = isCorrection ? 2 : 1;
    return switch (i % 4) {
      case 0 -> of(id, version, "2823-3", "7." + i % 10, "mmol/L");
      case 1 -> of(id, version, "2951-2", i % 8 == 1 ? "139" : "128", "mmol/L");
      case 2 -> of(id, version, "2345-7", "4" + i % 10 + "5", "mg/dL");
      default -> of(id, version, "2823-3", "4.1", "mmol/L");
    };
  }

  private static SampleEvent of(String id, int version, String loinc, String value, String unit) {
    return observation(PATIENT, id, version, "final", loinc, value, unit, "");
  }

  private static List<String> topics() {
    List<String> topics = new ArrayList<>(OUTPUTS);
    STORES.forEach(store -> topics.add(changelog(store)));
    return topics;
  }

  private static String changelog(String store) {
    return StoreNames.changelog("vigil", store);
  }
}
