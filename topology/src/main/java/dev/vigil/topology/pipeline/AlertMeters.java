package dev.vigil.topology.pipeline;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.topology.domain.escalation.AckVerdict;
import dev.vigil.topology.domain.escalation.EscalationDecision;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What an instance counts of alerts and of what becomes of them; safe for several threads. */
final class AlertMeters {
  private static final String OUTCOME = "outcome";
  private static final String NONE = "none";

  /** What a hospital's policy may ask for, from minutes on; longer is late by any. */
  private static final Duration[] ACKNOWLEDGED_WITHIN = {
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15),
    Duration.ofMinutes(30),
    Duration.ofHours(1),
    Duration.ofHours(4)
  };

  /** From a result that is told at once to one that is nearly stale. */
  private static final Duration[] AGES = {
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15),
    Duration.ofHours(1),
    Duration.ofHours(4),
    Duration.ofHours(12),
    Duration.ofHours(24)
  };

  private final AnalyteTags analytes;
  private final Map<AlertStatus, CodeCounters> alerts = new ConcurrentHashMap<>();
  private final CodeCounters pages;
  private final Timer age;
  private final CodeCounters acknowledgements;
  private final Timer timeToAcknowledge;
  private final CodeCounters escalations;
  private final CodeCounters escalationsEnded;
  private final Map<Integer, AtomicInteger> unacknowledged = new ConcurrentHashMap<>();
  private final NewestAlerts newest;
  private final InstantSource clock;

  AlertMeters(
      MeterRegistry registry,
      CriticalValueProfile profile,
      NewestAlerts newest,
      InstantSource clock) {
    this.analytes = new AnalyteTags(profile);
    this.newest = newest;
    this.clock = clock;
    for (AlertStatus status : AlertStatus.values()) {
      alerts.put(
          status,
          new CodeCounters(
              registry,
              "vigil.alerts",
              "Alert records written, by analyte as the profile names it",
              "analyte",
              AnalyteTags.OTHER,
              Tags.of("status", Codes.of(status))));
    }
    pages =
        new CodeCounters(
            registry,
            "vigil.pages",
            "Alert records written that are to page someone",
            "status",
            Codes.of(AlertStatus.RAISED),
            Tags.empty());
    age =
        Timer.builder("vigil.alert.result.age")
            .description("Time from the issue of a result to the writing of its first page")
            .serviceLevelObjectives(AGES)
            .register(registry);
    acknowledgements =
        new CodeCounters(
            registry,
            "vigil.acknowledgements",
            "Acknowledgements by what they came to",
            OUTCOME,
            NONE,
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
            "1",
            Tags.empty());
    escalationsEnded =
        new CodeCounters(
            registry,
            "vigil.escalations.ended",
            "Alerts that are not escalated any more although nobody acknowledged them",
            OUTCOME,
            NONE,
            Tags.empty());
    Gauge.builder(
            "vigil.alerts.unacknowledged",
            unacknowledged,
            all -> all.values().stream().mapToInt(AtomicInteger::get).sum())
        .description(
            "Alerts of this instance's partitions that nobody has acknowledged and that will be"
                + " escalated")
        .strongReference(true)
        .register(registry);
  }

  /** From now on records are judged by this profile. */
  void follow(CriticalValueProfile profile) {
    analytes.follow(profile);
  }

  void written(List<CriticalLabAlert> written) {
    for (CriticalLabAlert alert : written) {
      String analyte = analytes.of(alert);
      CodeCounters byAnalyte = alerts.get(alert.getStatus());
      if (byAnalyte != null) {
        byAnalyte.count(analyte);
      }
      newest.written(alert, analyte, clock.instant());
      if (alert.getPage()) {
        pages.count(Codes.of(alert.getStatus()));
        Instant issued = alert.getIssuedAt();
        if (issued != null && alert.getStatus() == AlertStatus.RAISED) {
          // A laboratory's clock may be ahead.
          Duration since = Duration.between(issued, clock.instant());
          age.record(since.isNegative() ? Duration.ZERO : since);
        }
      }
    }
  }

  void acknowledged(AckVerdict verdict) {
    acknowledgements.count(verdict.outcome().code());
    if (verdict.sincePage() != null) {
      timeToAcknowledge.record(verdict.sincePage());
    }
  }

  /** An alert that nobody acknowledged in time was escalated, or will not be any more. */
  void escalated(EscalationDecision decision) {
    CriticalLabAlert alert = decision.alert();
    if (alert != null) {
      written(List.of(alert));
      escalations.count(Integer.toString(decision.after().getLevel()));
    }
    if (decision.ended() != null) {
      escalationsEnded.count(decision.ended());
    }
  }

  /** How many alerts of a partition wait for an acknowledgement, to be kept true by its task. */
  AtomicInteger unacknowledged(int partition) {
    return unacknowledged.computeIfAbsent(partition, number -> new AtomicInteger());
  }

  /** A partition's alerts are another instance's to count. */
  void gone(int partition) {
    unacknowledged.remove(partition);
  }
}
