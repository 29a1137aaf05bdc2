package dev.vigil.bench.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import ca.uhn.fhir.parser.IParser;
import dev.vigil.bench.workload.Change;
import dev.vigil.serdes.fhir.Hapi;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hl7.fhir.r4.model.Observation;
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

/** The yardstick of {@link DecodeBenchmark}: HAPI's parse of the same resources, no envelope. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class HapiParseBenchmark {
  /** Size of the event in JSON form that the resource is taken from. */
  @Param({"500", "1200", "10000", "100000"})
  public int bytes;

  private List<byte[]> resources;
  private IParser parser;
  private int next;

  // JMH makes it, fills in the parameter and calls the setup.
  @SuppressWarnings("NullAway.Init")
  public HapiParseBenchmark() {}

  /** Makes the resources. */
  @Setup
  public void makeResources() {
    resources =
        InputRecords.changes(bytes).stream()
            .map(Change::resource)
            .map(text -> text.getBytes(UTF_8))
            .toList();
    parser = Hapi.r4().newJsonParser();
  }

  /** From bytes to HAPI's model. */
  @Benchmark
  public Observation parse() {
    next = (next + 1) % InputRecords.COUNT;
    return parser.parseResource(Observation.class, new String(resources.get(next), UTF_8));
  }
}
