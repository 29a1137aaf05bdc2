package dev.vigil.topology.cli.audit;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.ConsentChange;
import dev.vigil.avro.OperationRecord;
import dev.vigil.avro.OutputDecision;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.runtime.Coordinates;
import dev.vigil.topology.runtime.audit.trace.Searched;
import dev.vigil.topology.runtime.audit.trace.Trace;
import dev.vigil.topology.runtime.audit.trace.Trace.Judged;
import dev.vigil.topology.runtime.audit.trace.Trace.Operated;
import dev.vigil.topology.runtime.audit.trace.Trace.Step;
import dev.vigil.topology.runtime.audit.trace.Trace.Written;
import dev.vigil.topology.runtime.audit.trace.TraceQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A trace for programs: an object for each step, and one that says what was searched. */
final class TraceJson {
  private TraceJson() {}

  static List<String> lines(Trace trace, TraceQuery query) {
    List<String> lines = new ArrayList<>();
    for (Step step : trace.steps()) {
      if (step instanceof Judged judged) {
        lines.add(Json.inOrder(record(judged, query.patient() != null)));
      } else if (step instanceof Operated operated) {
        lines.add(Json.inOrder(operation(operated)));
      }
    }
    Map<String, @Nullable Object> summary = new LinkedHashMap<>();
    summary.put("type", "searched");
    summary.put("since", text(query.period().since()));
    summary.put("until", text(query.period().until()));
    summary.put("topics", trace.searched().stream().map(TraceJson::searched).toList());
    summary.put("steps", trace.steps().size());
    summary.put("more", trace.more());
    lines.add(Json.inOrder(summary));
    return lines;
  }

  static Map<String, @Nullable Object> searched(Searched one) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("topic", one.topic());
    object.put("partitions", one.partitions());
    object.put("ofPartitions", one.ofPartitions());
    object.put("records", one.records());
    object.put("oldest", text(one.oldest()));
    object.put("truncated", one.truncated());
    return object;
  }

  private static Map<String, @Nullable Object> record(Judged step, boolean showPatient) {
    AuditRecord record = step.record();
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("type", "record");
    object.put("at", step.at().toString());
    object.put("arrived", step.arrived().toString());
    object.put("outcome", record.getOutcome().name());
    object.put(
        "place",
        new Coordinates(record.getTopic(), record.getPartition(), record.getOffset()).toString());
    object.put("audit", step.audit().toString());
    object.put("asked", step.asked());
    object.put("eventId", record.getEventId());
    object.put("source", record.getSource());
    object.put("requestId", record.getRequestId());
    object.put("resource", OutputWords.resource(record, showPatient));
    object.put("origin", record.getOrigin());
    object.put("attempt", record.getAttempt());
    object.put("run", record.getRun());
    object.put("superseded", record.getSuperseded());
    object.put("deadLetter", record.getReason() == null ? null : deadLetter(record.getReason()));
    object.put("outputs", record.getOutputs().stream().map(TraceJson::output).toList());
    object.put("written", step.outputs().stream().map(TraceJson::written).toList());
    object.put("consentChange", consentChange(record.getConsentChange()));
    object.put(
        "alerts",
        record.getAlerts().stream()
            .map(
                alert ->
                    Map.of(
                        "alertId",
                        alert.getAlertId(),
                        "revision",
                        alert.getRevision(),
                        "status",
                        alert.getStatus().name()))
            .toList());
    object.put("reviews", record.getReviews());
    object.put("notes", record.getNotes());
    object.put("profile", record.getProfileVersion());
    return object;
  }

  private static Map<String, @Nullable String> deadLetter(String code) {
    DeadLetterReason reason = TraceText.reason(code);
    Map<String, @Nullable String> object = new LinkedHashMap<>();
    object.put("reason", code);
    object.put("category", reason == null ? null : reason.category().code());
    object.put("cause", reason == null ? null : reason.cause());
    object.put("remedy", reason == null ? null : reason.remedy());
    return object;
  }

  private static Map<String, @Nullable Object> output(OutputDecision output) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("name", output.getName());
    object.put("purpose", output.getPurpose());
    object.put("decision", output.getDecision().name());
    object.put("rule", output.getRule());
    object.put("consentId", output.getConsentId());
    object.put("provision", output.getProvision());
    object.put("onDeny", output.getOnDeny());
    object.put("written", output.getWritten());
    return object;
  }

  private static Map<String, @Nullable Object> written(Written output) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("name", output.name());
    object.put("topic", output.topic());
    object.put("announced", output.announced());
    object.put("places", output.places().stream().map(Coordinates::toString).toList());
    object.put("marks", output.marks());
    return object;
  }

  private static @Nullable Map<String, Object> consentChange(@Nullable ConsentChange change) {
    if (change == null) {
      return null;
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("consentId", change.getConsentId());
    object.put(
        "outputs",
        change.getOutputs().stream()
            .map(
                one ->
                    Map.of(
                        "name",
                        one.getName(),
                        "before",
                        one.getBefore().name(),
                        "after",
                        one.getAfter().name()))
            .toList());
    return object;
  }

  private static Map<String, @Nullable Object> operation(Operated step) {
    OperationRecord record = step.record();
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("type", "operation");
    object.put("at", step.at().toString());
    object.put("operation", record.getOperation().name());
    object.put("place", step.place().toString());
    object.put("by", record.getBy());
    object.put("subject", record.getSubject());
    object.put("outcome", record.getOutcome());
    object.put("level", record.getDetails().get("level"));
    object.put("written", step.alert() == null ? List.of() : List.of(written(step.alert())));
    return object;
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
