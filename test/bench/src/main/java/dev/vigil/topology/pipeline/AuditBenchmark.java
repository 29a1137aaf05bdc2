package dev.vigil.topology.pipeline;

import dev.vigil.bench.jmh.InputRecords;
import dev.vigil.bench.jmh.RecordForm;
import dev.vigil.config.profile.ProfileException;
import dev.vigil.config.profile.ProfileLoader;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.topology.domain.consent.CombiningRule;
import dev.vigil.topology.domain.consent.ConsentDecision;
import dev.vigil.topology.domain.consent.Decision;
import dev.vigil.topology.domain.consent.OnDeny;
import dev.vigil.topology.domain.consent.OutputPolicy;
import dev.vigil.topology.domain.consent.Verdict;
import dev.vigil.topology.domain.consent.Withheld;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import dev.vigil.topology.pipeline.Judgement.Disclosures;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
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

  private final List<Judgement> judgements = new ArrayList<>();
  private Draft draft;
  private AuditRecords records;
  private AuditChain chain;
  private int next;

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
    CriticalLabRules rules = new CriticalLabRules(ProfileLoader.shipped("us-conventional"), false);
    List<InputRecord> inputs = InputRecords.of(RecordForm.JSON, 1_200);
    List<ChangeEvent> events = InputRecords.events(inputs);
    for (int i = 0; i < inputs.size(); i++) {
      judgements.add(judgement(inputs.get(i), events.get(i), rules));
    }
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

  private Judgement judgement(InputRecord input, ChangeEvent event, CriticalLabRules rules) {
    ConsentDecision permit =
        new ConsentDecision(
            Decision.PERMIT,
            Verdict.PERMIT,
            "consent-" + event.patientId(),
            "policyRule",
            "deny-overrides");
    Judgement judgement = new Judgement(input, rules);
    judgement.decoded(event);
    judgement.disclosures(
        new Disclosures(Collections.nCopies(outputs, permit), Set.of(), permit, null));
    return judgement;
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
    return records.encode(next(), draft, null);
  }

  /** All of it: fields, hash, and the chain's new end. */
  @Benchmark
  public byte[] makeAndChain() {
    Judgement judgement = next();
    InputRecord input = judgement.input();
    byte[] encoded = records.encode(judgement, draft, chain.head(input.topic()));
    chain.append(input.topic(), chain.link(input.offset(), encoded));
    return encoded;
  }

  private Judgement next() {
    next = (next + 1) % judgements.size();
    return judgements.get(next);
  }
}
