package dev.vigil.topology.pipeline;

import dev.vigil.avro.AuditRecord;
import dev.vigil.bench.jmh.InputRecords;
import dev.vigil.bench.jmh.RecordForm;
import dev.vigil.config.profile.ProfileException;
import dev.vigil.config.profile.ProfileLoader;
import dev.vigil.serdes.avro.WireFormat;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final List<OutputAction> actions = new ArrayList<>();
  private final Map<String, Integer> written = new HashMap<>();
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
      written.put(Sinks.permitted("output-" + i), 1);
    }
    actions.addAll(Collections.nCopies(outputs + 1, OutputAction.FORWARD));
    records =
        new AuditRecords(
            policies, policy("alerts"), InstantSource.fixed(Instant.parse("2026-03-01T11:58:01Z")));
    chain =
        new AuditChain(
            new HeapStore<>(), new WireFormat<>(new SchemaId(8), AuditRecord.getClassSchema()));
    CriticalLabRules rules = new CriticalLabRules(ProfileLoader.shipped("us-conventional"), false);
    List<InputRecord> inputs = InputRecords.of(RecordForm.JSON, 1_200);
    List<ChangeEvent> events = InputRecords.events(inputs);
    for (int i = 0; i < inputs.size(); i++) {
      judgements.add(judgement(inputs.get(i), events.get(i), rules));
    }
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

  /** The record's fields. */
  @Benchmark
  public AuditRecord make() {
    return records.of(next(), actions, written);
  }

  /** All of it: fields, encoding, hash, and the chain's new end. */
  @Benchmark
  public byte[] makeAndChain() {
    AuditRecord record = records.of(next(), actions, written);
    AuditChain.Link link = chain.link(record);
    chain.append(record.getTopic(), link);
    return link.encoded();
  }

  private Judgement next() {
    next = (next + 1) % judgements.size();
    return judgements.get(next);
  }
}
