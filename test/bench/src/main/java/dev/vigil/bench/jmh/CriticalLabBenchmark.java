package dev.vigil.bench.jmh;

import dev.vigil.bench.sample.SampleResults;
import dev.vigil.config.profile.ProfileException;
import dev.vigil.config.profile.ProfileLoader;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import dev.vigil.topology.domain.lab.LabJudgement;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One Observation of 1.2 KB, from its bytes to the decision whether it is critical, by the shipped
 * profile.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class CriticalLabBenchmark {
  /** More than a branch predictor remembers. */
  private static final int RESULTS = 64;

  private static final String BIRTH_DATE = "1961-07-04";

  /** A value inside the limits, one beyond them, or a code that no rule covers. */
  @Param({"normal", "critical", "uncovered"})
  public String result;

  private final byte[][] bytes = new byte[RESULTS][];
  private final FhirResource[] resources = new FhirResource[RESULTS];
  private CriticalLabRules rules;
  private int next;

  // JMH makes it, fills in the parameter and calls the setup.
  @SuppressWarnings("NullAway.Init")
  public CriticalLabBenchmark() {}

  /** Makes the results. */
  @Setup
  public void makeResults() throws IOException, ProfileException {
    rules = new CriticalLabRules(ProfileLoader.shipped("us-conventional"), false);
    for (int i = 0; i < RESULTS; i++) {
      bytes[i] = SampleResults.observation(result, i);
      resources[i] = FhirResource.of(bytes[i]);
    }
  }

  /** From bytes to decision. */
  @Benchmark
  public LabJudgement bytesToDecision() throws IOException {
    return rules.judge(FhirResource.of(bytes[next()]), BIRTH_DATE, null);
  }

  /** The scan that every record goes through anyway. */
  @Benchmark
  public FhirResource scan() throws IOException {
    return FhirResource.of(bytes[next()]);
  }

  /** The decision alone, of a resource that was scanned before. */
  @Benchmark
  public LabJudgement decision() {
    return rules.judge(resources[next()], BIRTH_DATE, null);
  }

  private int next() {
    next = (next + 1) % RESULTS;
    return next;
  }
}
