package dev.vigil.topology.cli.check;

import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.topology.cli.explain.JsonLabAnswers;
import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.runtime.check.CheckedSample;
import dev.vigil.topology.runtime.check.Hint;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** For programs, one JSON object a line. Its members are a contract with scripts. */
final class JsonChecks implements CheckedEvent.Printer {
  private final PrintWriter out;
  private final CriticalValueProfile profile;

  JsonChecks(PrintWriter out, CriticalValueProfile profile) {
    this.out = out;
    this.profile = profile;
  }

  @Override
  public void print(CheckedEvent checked) {
    CheckedSample sample = checked.sample();
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("sample", sample.place());
    line.put("outcome", sample.outcome().name());
    DeadLetterReason reason = sample.reason();
    line.put("reason", reason == null ? null : reason.code());
    line.put("category", reason == null ? null : reason.category().code());
    line.put("location", sample.location());
    line.put("cause", reason == null ? null : reason.cause());
    line.put("remedy", reason == null ? null : reason.remedy());
    line.put("sameAs", sample.sameAs());
    line.put("recordKey", sample.recordKey());
    line.put("recordKeyFrom", sample.recordKey() == null ? null : from(sample));
    line.put("partition", sample.partition().isEmpty() ? null : sample.partition().getAsInt());
    if (sample.event() != null) {
      event(sample.event(), sample.recordKey() != null, line);
    }
    line.put("hints", sample.hints().stream().map(Hint::code).toList());
    line.put(
        "lab",
        checked.lab().stream().map(answer -> JsonLabAnswers.object(answer, profile)).toList());
    out.println(Json.inOrder(line));
  }

  private static String from(CheckedSample sample) {
    return sample.keyFromEvent() ? "event" : "--key";
  }

  private static void event(
      ChangeEvent event, boolean patientKnown, Map<String, @Nullable Object> line) {
    line.put("eventType", event.eventType());
    line.put("resourceType", event.resourceType());
    line.put("resourceId", event.resourceId());
    line.put("versionId", event.versionId());
    line.put("lastUpdated", event.lastUpdated() == null ? null : event.lastUpdated().toString());
    line.put("patientId", patientKnown ? event.patientId() : null);
    line.put("tenant", event.tenant());
    line.put("timestamp", event.timestampAssumed() ? null : event.timestamp().toString());
    line.put("eventId", event.eventId());
    line.put("eventIdDerived", event.idDerived());
    line.put("source", event.source());
    line.put("requestId", event.requestId());
    line.put("idOnly", event.idOnly());
  }

  @Override
  public void end() {
    out.flush();
  }
}
