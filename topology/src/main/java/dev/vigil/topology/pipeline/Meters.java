package dev.vigil.topology.pipeline;

import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Outcome;
import dev.vigil.avro.ReviewItem;
import dev.vigil.topology.domain.alert.AlertDecision;
import dev.vigil.topology.domain.budget.FailureBudget;
import dev.vigil.topology.domain.escalation.AckVerdict;
import dev.vigil.topology.domain.escalation.EscalationDecision;
import dev.vigil.topology.domain.lab.Finding;
import dev.vigil.topology.domain.lab.LabJudgement;
import dev.vigil.topology.pipeline.Judgement.DeadLetter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * What an instance counts of what it wrote; safe for several threads. Tags are codes of this build,
 * never content. What a rolled-back transaction wrote is counted again when it is processed again:
 * topics are exact, meters are not.
 */
final class Meters {
  private static final String OUTCOME = "outcome";
  private static final String REASON = "reason";

  /** What a hospital's policy may ask for, from minutes on; longer is late by any. */
  private static final Duration[] ACKNOWLEDGED_WITHIN = {
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15),
    Duration.ofMinutes(30),
    Duration.ofHours(1),
    Duration.ofHours(4)
  };

  private final Map<Finding.Outcome, CodeCounters> findings = new EnumMap<>(Finding.Outcome.class);
  private final Map<Outcome, CodeCounters> records = new EnumMap<>(Outcome.class);
  private final CodeCounters pages;
  private final CodeCounters quietAlerts;
  private final CodeCounters reviews;
  private final CodeCounters notes;
  private final CodeCounters acknowledgements;
  private final Timer timeToAcknowledge;
  private final CodeCounters escalations;
  private final CodeCounters escalationsEnded;

  Meters(MeterRegistry registry, FailureBudget budget) {
    for (Finding.Outcome outcome : Finding.Outcome.values()) {
      findings.put(
          outcome,
          new CodeCounters(
              registry,
              "vigil.lab.findings",
              "Laboratory values judged, and why they were judged so",
              REASON,
              Tags.of(OUTCOME, code(outcome))));
    }
    for (Outcome outcome : Outcome.values()) {
      records.put(
          outcome,
          new CodeCounters(
              registry,
              "vigil.records",
              "Input records by what became of them; of dead letters, and of what has no effect, why",
              REASON,
              Tags.of(OUTCOME, code(outcome))));
    }
    String alerts = "Alert records written";
    pages = new CodeCounters(registry, "vigil.alerts", alerts, "status", Tags.of("page", "true"));
    quietAlerts =
        new CodeCounters(registry, "vigil.alerts", alerts, "status", Tags.of("page", "false"));
    reviews =
        new CodeCounters(registry, "vigil.reviews", "Review items written", REASON, Tags.empty());
    notes =
        new CodeCounters(
            registry,
            "vigil.notes",
            "What was noticed in a record and needs nobody",
            "note",
            Tags.empty());
    acknowledgements =
        new CodeCounters(
            registry,
            "vigil.acknowledgements",
            "Acknowledgements by what they came to",
            OUTCOME,
            Tags.empty());
    timeToAcknowledge =
        Timer.builder("vigil.alert.acknowledgement")
            .description("Time from a page to its first acknowledgement")
            .serviceLevelObjectives(ACKNOWLEDGED_WITHIN)
            .register(registry);
    escalations =
        new CodeCounters(
            registry,
            "vigil.escalations",
            "Alerts that nobody acknowledged in time, by level",
            "level",
            Tags.empty());
    escalationsEnded =
        new CodeCounters(
            registry,
            "vigil.escalations.ended",
            "Alerts that are not escalated any more although nobody acknowledged them",
            OUTCOME,
            Tags.empty());
    watch(registry, budget);
  }

  private static void watch(MeterRegistry registry, FailureBudget budget) {
    gauge(
        registry,
        budget,
        "used",
        "Dead letters of category processing or schema within the window",
        now -> now.use().deadLetters());
    gauge(
        registry,
        budget,
        "limit",
        "Most dead letters within the window, vigil.failure-budget.dead-letters; 0: no budget",
        now -> now.limits().deadLetters());
    gauge(
        registry,
        budget,
        "level",
        "How much of the failure budget is used, by number and share, 0 to 1",
        now -> now.use().level());
    gauge(
        registry,
        budget,
        "spent",
        "1 if the failure budget is spent, so that the instance stops",
        now -> now.isSpent() ? 1 : 0);
  }

  private static void gauge(
      MeterRegistry registry,
      FailureBudget budget,
      String name,
      String description,
      ToDoubleFunction<FailureBudget> value) {
    Gauge.builder("vigil.failure.budget." + name, budget, value)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  /** An alert that nobody acknowledged in time was escalated, or will not be any more. */
  void escalated(EscalationDecision decision) {
    CriticalLabAlert alert = decision.alert();
    if (alert != null) {
      alerts(List.of(alert));
      escalations.count(Integer.toString(decision.after().getLevel()));
    }
    if (decision.review() != null) {
      reviews.count(decision.review());
    }
    if (decision.ended() != null) {
      escalationsEnded.count(decision.ended());
    }
  }

  private void acknowledged(AckVerdict verdict) {
    acknowledgements.count(verdict.outcome().code());
    if (verdict.sincePage() != null) {
      timeToAcknowledge.record(verdict.sincePage());
    }
  }

  /** A record, its outputs and its audit record were written. */
  void emitted(Judgement judgement, Outcome outcome) {
    of(records, outcome).count(reason(judgement));
    AckVerdict acknowledged = judgement.acknowledged();
    if (acknowledged != null && judgement.deadLetter() == null) {
      acknowledged(acknowledged);
      return;
    }
    for (String note : judgement.notes()) {
      notes.count(note);
    }
    if (judgement.isDecided()) {
      return;
    }
    for (ReviewItem item : judgement.reviews()) {
      reviews.count(item.getReason());
    }
    AlertDecision decided = judgement.alerts();
    if (decided != null) {
      alerts(decided.alerts());
    }
    LabJudgement lab = judgement.lab();
    if (lab != null) {
      for (Finding finding : lab.findings()) {
        of(findings, finding.outcome()).count(finding.reason());
      }
    }
  }

  private void alerts(List<CriticalLabAlert> alerts) {
    for (CriticalLabAlert alert : alerts) {
      (alert.getPage() ? pages : quietAlerts).count(code(alert.getStatus()));
    }
  }

  /** An older version that came late is judged by nobody: that, too, is a reason. */
  private static String reason(Judgement judgement) {
    DeadLetter deadLetter = judgement.deadLetter();
    if (deadLetter != null) {
      return deadLetter.reason().code();
    }
    return judgement.isSuperseded() ? "superseded" : "none";
  }

  private static <K extends Enum<K>> CodeCounters of(Map<K, CodeCounters> counters, K key) {
    return Objects.requireNonNull(counters.get(key));
  }

  /** A constant as tags and traces say it. */
  static String code(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
