package dev.vigil.topology.pipeline;

import dev.vigil.topology.domain.consent.ConsentDecision;
import dev.vigil.topology.domain.consent.OutputPolicy;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is written to each output, and what consent says of it; safe for several threads. */
final class OutputMeters {
  private final Map<String, Counter> recordsBySink = new HashMap<>();
  private final Map<String, Counter> bytesBySink = new HashMap<>();
  private final Counter[] permitted;
  private final Counter[] denied;

  /**
   * Counts from now on.
   *
   * @param outputs the configured ones, in their order
   */
  OutputMeters(
      MeterRegistry registry, Sinks sinks, List<OutputPolicy> outputs, OutputPolicy alerts) {
    for (String sink : sinks.topicsBySink().keySet()) {
      String output = sink.substring(Sinks.PREFIX.length());
      recordsBySink.put(
          sink,
          Counter.builder("vigil.output.records")
              .description("Records written, by output")
              .tag("output", output)
              .register(registry));
      bytesBySink.put(
          sink,
          Counter.builder("vigil.output.bytes")
              .description("Size of records written, keys and headers included, uncompressed")
              .baseUnit("bytes")
              .tag("output", output)
              .register(registry));
    }
    this.permitted = new Counter[outputs.size() + 1];
    this.denied = new Counter[outputs.size() + 1];
    for (int i = 0; i < outputs.size(); i++) {
      decisions(registry, i, outputs.get(i).name());
    }
    decisions(registry, outputs.size(), alerts.name());
  }

  private void decisions(MeterRegistry registry, int index, String output) {
    permitted[index] = decision(registry, output, "permit");
    denied[index] = decision(registry, output, "deny");
  }

  private static Counter decision(MeterRegistry registry, String output, String decision) {
    return Counter.builder("vigil.consent.decisions")
        .description("What consent says of change events, by output")
        .tag("output", output)
        .tag("decision", decision)
        .register(registry);
  }

  void written(Output output) {
    Counter records = recordsBySink.get(output.sink());
    Counter bytes = bytesBySink.get(output.sink());
    if (records != null && bytes != null) {
      records.increment();
      bytes.increment((double) output.size());
    }
  }

  void decided(Judgement.Disclosures disclosures) {
    List<ConsentDecision> outputs = disclosures.outputs();
    for (int i = 0; i < outputs.size(); i++) {
      count(i, outputs.get(i));
    }
    count(outputs.size(), disclosures.alerts());
  }

  private void count(int index, ConsentDecision decision) {
    (decision.permitted() ? permitted : denied)[index].increment();
  }
}
