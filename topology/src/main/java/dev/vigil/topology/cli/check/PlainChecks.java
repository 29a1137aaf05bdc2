package dev.vigil.topology.cli.check;

import dev.vigil.serdes.event.Change;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.topology.cli.explain.LabAnswer;
import dev.vigil.topology.cli.explain.PlainLabAnswers;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.runtime.check.CheckedSample;
import dev.vigil.topology.runtime.check.CheckedSample.Outcome;
import dev.vigil.topology.runtime.check.Hint;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** For people: a paragraph for each event, and a count of outcomes. */
final class PlainChecks implements CheckedEvent.Printer {
  private final PrintWriter out;
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);

  PlainChecks(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void print(CheckedEvent checked) {
    CheckedSample sample = checked.sample();
    outcomes.merge(sample.outcome(), 1L, Long::sum);
    line("Sample", sample.place());
    line("Outcome", outcome(sample));
    DeadLetterReason reason = sample.reason();
    if (reason != null) {
      line("Cause", reason.cause());
      line("To do", reason.remedy());
    }
    ChangeEvent event = sample.event();
    if (event != null) {
      event(event, sample);
    }
    if (sample.recordKey() != null) {
      line("Record key", key(sample, sample.recordKey()));
    }
    for (LabAnswer answer : checked.lab()) {
      line("Result", PlainLabAnswers.summary(answer) + " (for an adult)");
    }
    for (Hint hint : sample.hints()) {
      line("Hint", hint.code() + ": " + hint.text());
    }
    out.println();
  }

  @Override
  public void end() {
    List<String> counts = new ArrayList<>();
    outcomes.forEach((outcome, count) -> counts.add(count + " " + outcome));
    long all = outcomes.values().stream().mapToLong(Long::longValue).sum();
    line("Samples", "%d: %s".formatted(all, String.join(", ", counts)));
    out.flush();
  }

  private static String outcome(CheckedSample sample) {
    StringBuilder outcome = new StringBuilder(sample.outcome().name());
    if (sample.reason() != null) {
      outcome.append(", ").append(sample.reason().code());
    }
    if (sample.location() != null) {
      outcome.append(" at ").append(sample.location());
    }
    if (sample.sameAs() != null) {
      outcome.append(", same event id as ").append(sample.sameAs());
    }
    return outcome.toString();
  }

  private void event(ChangeEvent event, CheckedSample sample) {
    line(
        "Event",
        "%s, %s/%s%s"
            .formatted(
                event.eventType(), event.resourceType(), event.resourceId(), content(event)));
    line(
        "Patient",
        (sample.recordKey() == null ? "as the record key says" : event.patientId())
            + (event.tenant().isEmpty() ? "" : " of tenant " + event.tenant()));
    line(
        "Version",
        orNone(event.versionId())
            + (event.lastUpdated() == null ? "" : ", last updated " + event.lastUpdated()));
    line("Time", event.timestampAssumed() ? "none: the broker's" : event.timestamp().toString());
    line(
        "Event id",
        event.eventId() + (event.source().isEmpty() ? ", no source" : " of " + event.source()));
  }

  private static String content(ChangeEvent event) {
    if (event.resource() != null) {
      return "";
    }
    return event.change() == Change.DELETED ? ", without resource" : ", id-only";
  }

  private static String orNone(@Nullable String text) {
    return text == null ? "none" : text;
  }

  private static String key(CheckedSample sample, String key) {
    String from = sample.keyFromEvent() ? " (not given: the patient that the event names)" : "";
    return key
        + from
        + (sample.partition().isEmpty()
            ? ""
            : ", belongs in partition " + sample.partition().getAsInt());
  }

  private void line(String label, String text) {
    out.printf("%-12s %s%n", label, Printable.of(text));
  }
}
