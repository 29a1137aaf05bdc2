package dev.vigil.topology.domain.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of a partition one key has, told from a sample. */
class KeySketchTest {
  private static final int MANY = 100_000;

  private final KeySketch sketch = new KeySketch();
  private final SplittableRandom random = new SplittableRandom(7);

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0.3, 0.63, 1})
  void tellsTheShareOfAHotKey(double share) {
    hot(MANY, share);

    // A seventeenth at most goes to the many others.
    assertThat(sketch.largestShare()).isCloseTo(share - 0.03, within(0.08));
  }

  @Test
  void namesNoKeyAmongMany() {
    hot(MANY, 0);

    assertThat(sketch.largestShare()).isLessThan(0.05);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 32, 48})
  void patientsThatTakeTurnsAreEven(int patients) {
    for (int i = 0; i < MANY; i++) {
      sketch.count(key(i % patients));
    }

    assertThat(sketch.largestShare()).isCloseTo(1.0 / patients, within(0.06));
  }

  @Test
  void forgetsWhatWasHot() {
    hot(MANY, 0.9);
    hot(MANY, 0);

    assertThat(sketch.largestShare()).isLessThan(0.05);
  }

  @Test
  void saysNothingAboutAFewRecords() {
    for (int i = 0; i < 500; i++) {
      sketch.count(key(0));
    }

    assertThat(sketch.largestShare()).isZero();
  }

  private void hot(int records, double share) {
    for (int i = 0; i < records; i++) {
      sketch.count(key(random.nextDouble() < share ? 0 : 1 + random.nextInt(10_000)));
    }
  }

  private static byte[] key(int patient) {
    return ("patient-" + patient).getBytes(StandardCharsets.UTF_8);
  }
}
