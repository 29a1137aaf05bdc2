package dev.vigil.topology.pipeline;

import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.avro.ReviewItem;
import dev.vigil.avro.state.AlertFollowUp;
import dev.vigil.avro.state.AlertState;
import dev.vigil.avro.state.DueEscalation;
import dev.vigil.serdes.event.TraceContext;
import dev.vigil.topology.domain.alert.Untold;
import dev.vigil.topology.domain.escalation.Escalation;
import dev.vigil.topology.domain.escalation.EscalationDecision;
import dev.vigil.topology.pipeline.DueEscalations.Due;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Escalates what is due, one level at a time. Everything of one alert is decided and encoded before
 * any of it is written, and what is written and remembered belongs to one transaction: so no level
 * is ever written twice.
 */
final class Escalations {
  private static final Logger LOG = LoggerFactory.getLogger(Escalations.class);

  /** Alerts of one tick; the rest waits for the next, so that records are not held up. */
  private static final int MOST_PER_TICK = 100;

  /** Outcome: escalated although treatment is denied by now; there is no audit record to say so. */
  private static final String BREAK_GLASS = "break-glass";

  private final EscalationSettings settings;
  private final InstantSource clock;
  private final int maxOutputBytes;
  private final Encoders encoders;
  private final AlertOutputs alertOutputs;
  private final EscalationStores stores;
  private final AlertStates alertStates;
  private final ConsentNow consent;
  private final Around around;
  private final Meters meters;

  Escalations(
      EscalationSettings escalation,
      PipelineSettings settings,
      Encoders encoders,
      EscalationStores stores,
      AlertStates alertStates,
      ConsentNow consent,
      Around around,
      Meters meters) {
    this.settings = escalation;
    this.clock = settings.clock();
    this.maxOutputBytes = settings.maxOutputBytes();
    this.encoders = encoders;
    this.alertOutputs = new AlertOutputs(encoders, settings.alertsFhir());
    this.stores = stores;
    this.alertStates = alertStates;
    this.consent = consent;
    this.around = around;
    this.meters = meters;
  }

  /**
   * What becomes of one alert.
   *
   * @param alertState encoded alert state to remember; null: none
   */
  // The array is handed on to the store, not kept.
  @SuppressWarnings("ArrayRecordComponent")
  private record Draft(
      EscalationDecision decision, List<Output> outputs, byte @Nullable [] alertState) {}

  /** Counts what waits, once the task is here. */
  void recount() {
    stores.due().recount();
  }

  /** Writes what is due now and remembers it. */
  void tick(Consumer<Output> write) {
    Instant now = clock.instant();
    for (Due due : stores.due().until(now, MOST_PER_TICK)) {
      TraceContext trace = TraceContext.of(due.escalation().getOrigin().getTraceparent(), null);
      Passage passage = around.escalation(trace);
      if (passage == null) {
        escalate(due, now, trace, write);
      } else {
        escalate(due, now, passage, write);
      }
    }
  }

  private void escalate(Due due, Instant now, Passage passage, Consumer<Output> write) {
    try {
      EscalationDecision decision = escalate(due, now, passage.context(), write);
      passage.cameTo(
          decision.alert() == null ? "not-escalated" : "escalated",
          decision.ended() == null ? decision.review() : decision.ended());
    } catch (RuntimeException | Error e) {
      passage.fail(e);
      throw e;
    }
    passage.end();
  }

  private EscalationDecision escalate(
      Due due, Instant now, @Nullable TraceContext trace, Consumer<Output> write) {
    Draft draft = draft(due.escalation(), stores.followUp(due), now, trace);
    draft.outputs().forEach(write);
    if (draft.alertState() != null) {
      alertStates.remember(due.escalation(), draft.alertState());
    }
    stores.escalated(due, draft.decision().after());
    meters.escalated(draft.decision());
    return draft.decision();
  }

  private Draft draft(
      DueEscalation due, AlertFollowUp followUp, Instant now, @Nullable TraceContext trace) {
    try {
      Draft draft = decide(due, followUp, now, trace);
      if (fits(draft)) {
        return draft;
      }
      return failed(due, followUp, "too-large", now, trace);
    } catch (KafkaException e) {
      // The cluster's or the state's fault, not the alert's: it must not be skipped.
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      // Without the message: it may quote the resource.
      LOG.error(
          "An escalation failed: {} at {}; a review item is written instead",
          e.getClass().getName(),
          Arrays.stream(e.getStackTrace()).limit(5).toList());
      return failed(due, followUp, "step-failed", now, trace);
    }
  }

  private boolean fits(Draft draft) {
    return draft.outputs().stream().allMatch(output -> output.size() <= maxOutputBytes)
        && (draft.alertState() == null || draft.alertState().length <= maxOutputBytes);
  }

  private Draft decide(
      DueEscalation due, AlertFollowUp followUp, Instant now, @Nullable TraceContext trace) {
    AlertState known = alertStates.find(due);
    CriticalLabAlert newest = known == null ? null : alert(known, due.getAlertId());
    ConsentNow.Answer answer = consent.ask(due, now);
    EscalationDecision decision =
        Escalation.decide(
            newest, followUp, answer.delivery(), answer.basis(), settings.ladder(), now);
    CriticalLabAlert escalated = decision.alert();
    byte[] alertState =
        known == null || escalated == null
            ? null
            : AlertStates.encode(Untold.paged(known, escalated));
    return new Draft(decision, outputs(due, decision, now, trace), alertState);
  }

  private Draft failed(
      DueEscalation due,
      AlertFollowUp followUp,
      String because,
      Instant now,
      @Nullable TraceContext trace) {
    EscalationDecision decision = Escalation.failed(followUp, because);
    return new Draft(decision, outputs(due, decision, now, trace), null);
  }

  private List<Output> outputs(
      DueEscalation due, EscalationDecision decision, Instant now, @Nullable TraceContext trace) {
    byte[] key = consent.key(due);
    Headers headers = headers(trace);
    List<Output> outputs = new ArrayList<>(3);
    CriticalLabAlert alert = decision.alert();
    if (alert != null) {
      outputs.addAll(alertOutputs.of(alert, key, headers));
      String outcome = alert.getBreakGlass() ? BREAK_GLASS : "done";
      outputs.add(
          operation(
              due, Operation.ALERT_ESCALATED, outcome, decision.after().getLevel(), now, headers));
    }
    if (decision.review() != null) {
      outputs.add(
          new Output(
              Sinks.REVIEW,
              key,
              encoders.review().encode(review(due, decision.review())),
              headers,
              null));
    }
    if (decision.ended() != null) {
      outputs.add(
          operation(
              due,
              Operation.ESCALATION_ENDED,
              decision.ended(),
              decision.after().getLevel(),
              now,
              headers));
    }
    return outputs;
  }

  private static ReviewItem review(DueEscalation due, String reason) {
    return ReviewItem.newBuilder()
        .setReason(reason)
        .setTenant(due.getTenant())
        .setPatientId(due.getPatientId())
        .setObservationId(due.getObservationId())
        .setAt(due.getAppendedAt())
        .setOrigin(due.getOrigin())
        .build();
  }

  private Output operation(
      DueEscalation due,
      Operation operation,
      String outcome,
      int level,
      Instant now,
      Headers headers) {
    OperationRecord record =
        OperationRecord.newBuilder()
            .setOperation(operation)
            .setAt(now)
            .setBy(settings.applicationId())
            .setTenant(due.getTenant())
            .setPatientId(due.getPatientId())
            .setSubject(due.getAlertId())
            .setOutcome(outcome)
            .setDetails(Map.of("level", Integer.toString(level)))
            .build();
    return new Output(
        Sinks.OPERATIONS,
        settings.applicationId().getBytes(StandardCharsets.UTF_8),
        Objects.requireNonNull(encoders.operations()).encode(record),
        headers,
        null);
  }

  /** The trace of the result goes on; other headers of its record are gone by now. */
  private static Headers headers(@Nullable TraceContext trace) {
    Headers headers = new RecordHeaders();
    if (trace != null) {
      OutputHeaders.add(trace, headers);
    }
    return headers;
  }

  private static @Nullable CriticalLabAlert alert(AlertState state, String alertId) {
    for (CriticalLabAlert alert : state.getAlerts()) {
      if (alert.getAlertId().equals(alertId)) {
        return alert;
      }
    }
    return null;
  }
}
