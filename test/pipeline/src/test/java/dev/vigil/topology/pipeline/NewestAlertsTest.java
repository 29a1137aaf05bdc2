package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.topology.pipeline.NewestAlerts.Masked;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts are told to whoever looks at an instance, but nobody learns whose they are. */
class NewestAlertsTest {
  @TempDir Path state;

  @Test
  void anAlertIsToldWithoutItsPatientAndItsValue() {
    try (PipelineDriver pipeline = PipelineDriver.start(state)) {
      pipeline.send(potassium("planted-1", "o1", 1, "7.1"));
      pipeline.send(potassium("planted-2", "o2", 1, "7.1"));
      pipeline.send(potassium("planted-1", "o1", 2, "7.9"));

      List<Masked> newest = pipeline.newestAlerts.newest();
      assertThat(newest).extracting(Masked::status).containsExactly("updated", "raised", "raised");
      assertThat(newest).extracting(Masked::direction).containsOnly("high");
      assertThat(newest).extracting(Masked::analyte).containsOnly("Potassium");
      assertThat(newest.get(0).patient())
          .matches("[0-9a-f]{4}")
          .isEqualTo(newest.get(2).patient())
          .isNotEqualTo(newest.get(1).patient());
      assertThat(newest.get(0).alert()).isEqualTo(newest.get(2).alert());
      assertThat(newest.toString()).doesNotContain("planted", "7.1", "7.9", "o1");
    }
  }

  @Test
  void aMaskHoldsForOneProcessOnly(@TempDir Path other) {
    // Four digits of one process agree with another's once in 65,536: of eight, hardly ever all.
    assertThat(masks(state)).isNotEqualTo(masks(other));
  }

  private static List<String> masks(Path directory) {
    try (PipelineDriver pipeline = PipelineDriver.start(directory)) {
      for (int i = 0; i < 8; i++) {
        pipeline.send(potassium("p" + i, "o1", 1, "7.1"));
      }
      return pipeline.newestAlerts.newest().stream().map(Masked::patient).toList();
    }
  }

  @Test
  void noMoreAreKeptThanAPageShows() {
    try (PipelineDriver pipeline = PipelineDriver.start(state)) {
      for (int i = 0; i < NewestAlerts.MOST + 5; i++) {
        pipeline.send(potassium("p" + i, "o1", 1, "7.1"));
      }

      assertThat(pipeline.newestAlerts.newest()).hasSize(NewestAlerts.MOST);
    }
  }
}
