package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.consent;
import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.event.LaterReasons;
import java.nio.file.Path;
import java.util.Set;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every reason for a dead letter that a step behind decode gives is one that a record can have. */
class LaterReasonsTest {
  @TempDir Path state;

  static Set<DeadLetterReason> reasons() {
    return LaterReasons.ALL;
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void isReached(DeadLetterReason reason) {
    try (PipelineDriver pipeline =
        PipelineDriver.around(
            state,
            step ->
                reason == DeadLetterReason.STEP_FAILED && step.name().equals("critical-lab")
                    ? PlantedFault.before(step, () -> true)
                    : step)) {
      switch (reason) {
        case EVENT_ID_CONFLICT -> {
          pipeline.send(potassium("p1", "o1", 1, "4.2"));
          pipeline.send(potassium("p1", "o2", 1, "7.1").withEventId("e-o1-1"));
        }
        case UNREADABLE_CONSENT -> {
          SampleEvent consent = consent("p1", "c1", 1, "active", "permit", "TREAT");
          pipeline.send(consent.withResource(tooDeep(consent.resource())));
        }
        case STEP_FAILED -> pipeline.send(potassium("p1", "o1", 1, "4.2"));
        default -> throw new AssertionError("no case for " + reason.code());
      }

      assertThat(pipeline.deadLetters())
          .singleElement()
          .satisfies(letter -> assertThat(header(letter, "reason")).isEqualTo(reason.code()))
          .satisfies(
              letter -> assertThat(header(letter, "category")).isEqualTo(reason.category().code()));
    }
  }

  private static @Nullable String header(TestRecord<byte[], byte[]> letter, String name) {
    return PipelineDriver.header(letter, "vigil.dlq." + name);
  }

  /** Provisions within provisions, deeper than anybody means. */
  private static String tooDeep(String consent) {
    int levels = 200;
    return consent.replace(
        "\"provision\":{",
        "\"provision\":{"
            + "\"provision\":[{".repeat(levels)
            + "\"type\":\"deny\""
            + "}]".repeat(levels)
            + ",");
  }
}
