package dev.vigil.bench.jmh;

import dev.vigil.bench.sample.SamplePatients;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.topology.domain.consent.AskedAboutResource;
import dev.vigil.topology.domain.consent.CombiningRule;
import dev.vigil.topology.domain.consent.CompiledConsents;
import dev.vigil.topology.domain.consent.ConsentDecision;
import dev.vigil.topology.domain.consent.ConsentEngine;
import dev.vigil.topology.domain.consent.Interpretation;
import dev.vigil.topology.domain.consent.OnDeny;
import dev.vigil.topology.domain.consent.OutputPolicy;
import dev.vigil.topology.domain.consent.Withheld;
import dev.vigil.topology.pipeline.KnownPatients;
import dev.vigil.topology.pipeline.StoredPatient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
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
 * One decision about one result of a patient with five Consents of six provisions each. What is
 * asked about the result is read from its bytes each time, as for the first output of a record.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class ConsentDecisionBenchmark {
  /** More than a branch predictor remembers, fewer than a task's cache holds by default. */
  private static final int PATIENTS = 64;

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  /** Purpose of use of the output. */
  @Param({"TREAT", "HRESCH"})
  public String purpose;

  /** A result no exception is about, or one that several are about. */
  @Param({"ordinary", "sensitive"})
  public String result;

  private final byte[][] keys = new byte[PATIENTS][];
  private final byte[][] stored = new byte[PATIENTS][];
  private final FhirResource[] results = new FhirResource[PATIENTS];
  private final CompiledConsents[] compiled = new CompiledConsents[PATIENTS];
  private KnownPatients all;
  private KnownPatients few;
  private KnownPatients none;
  private ConsentEngine engine;
  private int next;

  // JMH makes it, fills in the parameters and calls the setup.
  @SuppressWarnings("NullAway.Init")
  public ConsentDecisionBenchmark() {}

  /** Makes the patients. */
  @Setup
  public void makePatients() {
    for (int i = 0; i < PATIENTS; i++) {
      String patient = SamplePatients.id(i);
      StoredPatient known = StoredPatient.of(SamplePatients.state(patient, 5));
      keys[i] = patient.getBytes(StandardCharsets.UTF_8);
      stored[i] = known.encoded();
      results[i] = SamplePatients.observation(result, patient);
      compiled[i] = CompiledConsents.compile(known.state(), Interpretation.DEFAULT);
    }
    all = new KnownPatients(64 << 20, Interpretation.DEFAULT);
    few = new KnownPatients(1 << 20, Interpretation.DEFAULT);
    none = new KnownPatients(0, Interpretation.DEFAULT);
    engine =
        new ConsentEngine(
            new OutputPolicy(
                "bench",
                purpose,
                Set.of("Organization/receiver-1"),
                Set.of(),
                OutputPolicy.openForTreatment(purpose),
                OutputPolicy.openForTreatment(purpose),
                Withheld.DROP,
                OnDeny.WITHHOLD,
                CombiningRule.DENY_OVERRIDES,
                List.of()));
  }

  /** What a record costs: the patient is recognised by key and bytes, then one decision. */
  @Benchmark
  public ConsentDecision lookupAndDecision() {
    int i = next();
    return decide(find(all, i), i);
  }

  /** The decision alone. */
  @Benchmark
  public ConsentDecision decision() {
    int i = next();
    return decide(compiled[i], i);
  }

  /** A patient that the cache has no room for: decoded, compiled, kept, another forgotten. */
  @Benchmark
  public ConsentDecision missAndDecision() {
    int i = next();
    return decide(find(few, i), i);
  }

  /** Without a cache: decoded and compiled for each record. */
  @Benchmark
  public ConsentDecision withoutCache() {
    int i = next();
    return decide(find(none, i), i);
  }

  private CompiledConsents find(KnownPatients patients, int i) {
    // A store gives other arrays each time, never the ones that the cache holds.
    return patients.find(keys[i].clone(), StoredPatient.ofEncoded(stored[i].clone())).consents();
  }

  private ConsentDecision decide(CompiledConsents consents, int i) {
    return engine.decide(consents, NOW, new AskedAboutResource(results[i]));
  }

  private int next() {
    next = (next + 1) % PATIENTS;
    return next;
  }
}
