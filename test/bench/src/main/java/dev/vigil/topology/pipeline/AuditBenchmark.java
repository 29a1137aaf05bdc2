package dev.vigil.topology.pipeline;

import dev.vigil.config.profile.ProfileException;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.topology.domain.consent.CombiningRule;
import dev.vigil.topology.domain.consent.Decision;
import dev.vigil.topology.domain.consent.OnDeny;
import dev.vigil.topology.domain.consent.OutputPolicy;
import dev.vigil.topology.domain.consent.Withheld;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.internals.RecordHeaders;
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
 * One audit record of a permitted result, as {@code emit} makes it. In this package because what
 * makes it is nobody else's.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class AuditBenchmark {
  /** Configured outputs; the alert output comes on top. */
  @Param({"1", "8"})
  public int outputs;

  private PermittedResults results;
  private Draft draft;
  private AuditRecords records;
  private AuditChain chain;

  // JMH makes it, fills in the parameter and calls the setup.
  @SuppressWarnings("NullAway.Init")
  public AuditBenchmark() {}

  /** Makes judgements that are ready to be emitted. */
  @Setup
  public void makeJudgements() throws IOException, ProfileException {
    List<OutputPolicy> policies = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      policies.add(policy("output-" + i));
    }
    draft = draft();
    records =
        new AuditRecords(
            new SchemaId(8),
            policies,
            policy("alerts"),
            InstantSource.fixed(Instant.parse("2026-03-01T11:58:01Z")));
    chain = new AuditChain(new HeapStore<>());
    results = new PermittedResults(outputs);
  }

  private Draft draft() {
    Draft all = new Draft(outputs + 1);
    for (int i = 0; i <= outputs; i++) {
      all.action(i, OutputAction.FORWARD);
      if (i < outputs) {
        all.add(i, new Output("", null, null, new RecordHeaders(), null));
      }
    }
    return all;
  }

  private static OutputPolicy policy(String name) {
    return new OutputPolicy(
        name,
        "TREAT",
        Set.of(),
        Set.of(),
        Decision.PERMIT,
        Decision.PERMIT,
        Withheld.DROP,
        OnDeny.WITHHOLD,
        CombiningRule.DENY_OVERRIDES,
        List.of());
  }

  /** The record, but for its hash. */
  @Benchmark
  public byte[] make() {
    return records.encode(results.next(), draft, null);
  }

  /** All of it: fields, hash, and the chain's new end. */
  @Benchmark
  public byte[] makeAndChain() {
    Judgement judgement = results.next();
    InputRecord input = judgement.input();
    byte[] encoded = records.encode(judgement, draft, chain.head(input.topic()));
    chain.append(input.topic(), chain.link(input.offset(), encoded));
    return encoded;
  }
}
