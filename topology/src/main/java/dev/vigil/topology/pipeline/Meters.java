package dev.vigil.topology.pipeline;

import dev.vigil.avro.Outcome;
import dev.vigil.avro.ReviewItem;
import dev.vigil.serdes.event.EventForm;
import dev.vigil.topology.domain.alert.AlertDecision;
import dev.vigil.topology.domain.budget.FailureBudget;
import dev.vigil.topology.domain.escalation.AckVerdict;
import dev.vigil.topology.domain.escalation.EscalationDecision;
import dev.vigil.topology.domain.lab.Finding;
import dev.vigil.topology.domain.lab.LabJudgement;
import dev.vigil.topology.pipeline.Judgement.DeadLetter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What an instance counts of what it wrote; safe for several threads. Tags are codes of this build
 * and names of the configuration, never content. What a rolled-back transaction wrote is counted
 * again when it is processed again: topics are exact, meters are not.
 */
final class Meters {
  private static final String OUTCOME = "outcome";
  private static final String NONE = "none";
  private static final String REASON = "reason";

  private final Map<String, Counter> inputs = new HashMap<>();
  private final Map<EventForm, Counter> events = new EnumMap<>(EventForm.class);
  private final Map<Finding.Outcome, CodeCounters> findings = new EnumMap<>(Finding.Outcome.class);
  private final Map<Outcome, CodeCounters> records = new EnumMap<>(Outcome.class);
  private final CodeCounters reviews;
  private final CodeCounters notes;
  private final AlertMeters alerts;
  private final OutputMeters outputs;
  private final InFlight inFlight;

  Meters(Instruments instruments, PipelineSettings settings, FailureBudget budget) {
    MeterRegistry registry = instruments.meters();
    this.inFlight = instruments.inFlight();
    for (String topic : settings.inputs()) {
      inputs.put(
          topic,
          Counter.builder("vigil.input.records")
              .description("Input records by the topic they came from")
              .tag("topic", topic)
              .register(registry));
    }
    for (EventForm form : EventForm.values()) {
      events.put(
          form,
          Counter.builder("vigil.events")
              .description("Input records by how they were written")
              .tag("form", form.code())
              .register(registry));
    }
    for (Finding.Outcome outcome : Finding.Outcome.values()) {
      findings.put(
          outcome,
          new CodeCounters(
              registry,
              "vigil.lab.findings",
              "Laboratory values judged, and why they were judged so",
              REASON,
              NONE,
              Tags.of(OUTCOME, Codes.of(outcome))));
    }
    for (Outcome outcome : Outcome.values()) {
      records.put(
          outcome,
          new CodeCounters(
              registry,
              "vigil.records",
              "Input records by what became of them; of dead letters, and of what has no effect, why",
              REASON,
              NONE,
              Tags.of(OUTCOME, Codes.of(outcome))));
    }
    reviews =
        new CodeCounters(
            registry, "vigil.reviews", "Review items written", REASON, NONE, Tags.empty());
    notes =
        new CodeCounters(
            registry,
            "vigil.notes",
            "What was noticed in a record and needs nobody",
            "note",
            NONE,
            Tags.empty());
    alerts =
        new AlertMeters(registry, settings.profile(), instruments.newestAlerts(), settings.clock());
    outputs = new OutputMeters(registry, settings.sinks(), settings.outputs(), settings.alerts());
    BudgetMeters.watch(registry, budget);
  }

  /** What is told of alerts apart from records. */
  AlertMeters alerts() {
    return alerts;
  }

  /** A record was sent to an output. */
  void written(Output output) {
    outputs.written(output);
  }

  /** An alert that nobody acknowledged in time was escalated, or will not be any more. */
  void escalated(EscalationDecision decision) {
    alerts.escalated(decision);
    if (decision.review() != null) {
      reviews.count(decision.review());
    }
  }

  /** A record, its outputs and its audit record were written. */
  void emitted(Judgement judgement, Outcome outcome) {
    of(inputs, judgement.input().topic()).increment();
    of(events, judgement.form()).increment();
    of(records, outcome).count(reason(judgement));
    AlertDecision decided = judgement.isDecided() ? null : judgement.alerts();
    boolean alerted = decided != null && !decided.alerts().isEmpty();
    if (judgement.replay().isFromProducer()) {
      // Replayed, it has waited for a person.
      inFlight.written(judgement.input().timestamp(), alerted);
    }
    AckVerdict acknowledged = judgement.acknowledged();
    if (acknowledged != null && judgement.deadLetter() == null) {
      alerts.acknowledged(acknowledged);
      return;
    }
    for (String note : judgement.notes()) {
      notes.count(note);
    }
    if (judgement.isDecided()) {
      return;
    }
    outputs.decided(judgement.disclosures());
    for (ReviewItem item : judgement.reviews()) {
      reviews.count(item.getReason());
    }
    if (decided != null) {
      alerts.follow(judgement.rules().profile());
      alerts.written(decided.alerts());
    }
    LabJudgement lab = judgement.lab();
    if (lab != null) {
      for (Finding finding : lab.findings()) {
        of(findings, finding.outcome()).count(finding.reason());
      }
    }
  }

  /** An older version that came late is judged by nobody: that, too, is a reason. */
  private static String reason(Judgement judgement) {
    DeadLetter deadLetter = judgement.deadLetter();
    if (deadLetter != null) {
      return deadLetter.reason().code();
    }
    return judgement.isSuperseded() ? "superseded" : NONE;
  }

  private static <K, V> V of(Map<K, V> counters, K key) {
    return Objects.requireNonNull(counters.get(key));
  }
}
