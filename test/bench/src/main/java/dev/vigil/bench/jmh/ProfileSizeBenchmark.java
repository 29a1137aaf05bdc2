package dev.vigil.bench.jmh;

import dev.vigil.bench.sample.SampleResults;
import dev.vigil.bench.sample.SyntheticProfiles;
import dev.vigil.config.profile.ProfileException;
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

/** Whether a decision takes longer with a larger profile. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class ProfileSizeBenchmark {
  private static final String BIRTH_DATE = "1961-07-04";
  private static final int RESULTS = 64;

  /** Rules of the profile. */
  @Param({"20", "500", "5000"})
  public int rules;

  /** A value inside the limits, or a code that no rule covers. */
  @Param({"normal", "uncovered"})
  public String result;

  private final FhirResource[] resources = new FhirResource[RESULTS];
  private CriticalLabRules judge;
  private int next;

  // JMH makes it, fills in the parameters and calls the setup.
  @SuppressWarnings("NullAway.Init")
  public ProfileSizeBenchmark() {}

  /** Makes the profile and the results. */
  @Setup
  public void makeProfile() throws IOException, ProfileException {
    judge = new CriticalLabRules(SyntheticProfiles.of(rules), false);
    for (int i = 0; i < RESULTS; i++) {
      resources[i] = FhirResource.of(SampleResults.observation(result, i));
    }
  }

  /** The decision alone, of a resource that was scanned before. */
  @Benchmark
  public LabJudgement decision() {
    next = (next + 1) % RESULTS;
    return judge.judge(resources[next], BIRTH_DATE, null);
  }
}
