package dev.vigil.bench.jmh;

import dev.vigil.topology.domain.health.KeySketch;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Counting the key of one record; every record does it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KeySketchBenchmark {
  private static final int KEYS = 1 << 14;
  private static final double HOT = 0.3;

  private final KeySketch sketch = new KeySketch();
  private final byte[][] keys = new byte[KEYS][];
  private int next;

  public KeySketchBenchmark() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < KEYS; i++) {
      String id = random.nextDouble() < HOT ? "hot" : Integer.toString(random.nextInt());
      keys[i] = ("b7f7a3f2-3c1e-4b58-" + id).getBytes(StandardCharsets.UTF_8);
    }
  }

  /** One record. */
  @Benchmark
  public void count() {
    next = (next + 1) & (KEYS - 1);
    sketch.count(keys[next]);
  }
}
