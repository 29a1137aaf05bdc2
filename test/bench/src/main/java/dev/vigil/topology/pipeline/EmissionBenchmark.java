package dev.vigil.topology.pipeline;

import dev.vigil.config.ConfigLoader;
import dev.vigil.config.VigilConfig;
import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.profile.ProfileException;
import dev.vigil.config.profile.ProfileLoader;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import dev.vigil.topology.pipeline.Encoders.SchemaIds;
import dev.vigil.topology.pipeline.state.BucketedStore;
import dev.vigil.topology.runtime.PipelineSettingsFactory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
 * All that {@code emit} does for a permitted result, but for Kafka Streams' stores and producers:
 * events, headers, audit record, and what is remembered. In this package because what does it is
 * nobody else's.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class EmissionBenchmark {
  private static final Instant NOW = Instant.parse("2026-03-01T11:58:01Z");
  private static final SchemaId EVENTS = new SchemaId(7);

  /** Configured outputs; the alert output comes on top. */
  @Param({"1", "8"})
  public int outputs;

  private PermittedResults results;
  private Emission emission;

  // JMH makes it, fills in the parameter and calls the setup.
  @SuppressWarnings("NullAway.Init")
  public EmissionBenchmark() {}

  /** Makes judgements that are ready to be emitted. */
  @Setup
  public void makeJudgements() throws IOException, ProfileException {
    CriticalValueProfile profile = ProfileLoader.shipped("us-conventional");
    PipelineSettings settings =
        PipelineSettingsFactory.of(configuration(), profile, 8, InstantSource.fixed(NOW));
    emission = emission(settings);
    results = new PermittedResults(outputs);
  }

  private VigilConfig configuration() {
    List<String> flags = new ArrayList<>(List.of("kafka.bootstrap.servers=nowhere:0"));
    for (int i = 0; i < outputs; i++) {
      flags.add("vigil.outputs.output-" + i + ".purpose=TREAT");
    }
    return new ConfigLoader(Map.of()).load(null, flags).vigil();
  }

  private static Emission emission(PipelineSettings settings) {
    Encoders encoders =
        Encoders.of(
            SchemaIds.ask(
                settings.sinks(),
                (topic, schema) ->
                    schema.getName().equals("FhirChangeEvent") ? EVENTS : new SchemaId(8)));
    BucketedStore nothing = new BucketedStore(new NoWindows(), Duration.ofDays(7));
    return new Emission(
        settings,
        encoders,
        new AuditChain(new HeapStore<>()),
        nothing,
        new ResourceVersions(nothing),
        new AlertStates(nothing),
        new LastValuesOfPatients(nothing),
        null);
  }

  /** What is to be written is made, what is to be remembered is stored. */
  @Benchmark
  public Object emit() {
    Judgement judgement = results.next();
    Emission.Written written = emission.prepare(judgement);
    emission.remember(judgement, written);
    return written;
  }
}
