package dev.vigil.topology.cli.audit;

import dev.vigil.avro.AlertReference;
import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.ConsentChange;
import dev.vigil.avro.DecisionChange;
import dev.vigil.avro.OperationRecord;
import dev.vigil.avro.OutputDecision;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.runtime.Coordinates;
import dev.vigil.topology.runtime.audit.trace.Period;
import dev.vigil.topology.runtime.audit.trace.Searched;
import dev.vigil.topology.runtime.audit.trace.Trace;
import dev.vigil.topology.runtime.audit.trace.Trace.Judged;
import dev.vigil.topology.runtime.audit.trace.Trace.Operated;
import dev.vigil.topology.runtime.audit.trace.Trace.Step;
import dev.vigil.topology.runtime.audit.trace.Trace.Written;
import dev.vigil.topology.runtime.audit.trace.TraceQuery;
import dev.vigil.topology.runtime.audit.trace.TraceQuery.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A trace as one person reads it to another on the phone. */
final class TraceText {
  private static final String INDENT = "   ";

  private final List<String> lines = new ArrayList<>();
  private final TraceQuery query;

  private TraceText(TraceQuery query) {
    this.query = query;
  }

  /** All of it. */
  static List<String> lines(Trace trace, TraceQuery query) {
    TraceText text = new TraceText(query);
    text.add(
        "%s %s: %d %s"
            .formatted(
                capital(what(query)),
                query.id(),
                trace.steps().size(),
                trace.steps().size() == 1 ? "step" : "steps"));
    int number = 0;
    for (Step step : trace.steps()) {
      text.lines.add("");
      number++;
      if (step instanceof Judged judged) {
        text.judged(number, judged);
      } else if (step instanceof Operated operated) {
        text.operated(number, operated);
      }
    }
    text.lines.add("");
    if (trace.more() > 0) {
      text.add(
          "%,d more matched and are not shown: narrow with --since, --until or --patient."
              .formatted(trace.more()));
    }
    text.add(searched(trace, query.period()));
    if (query.kind() != Kind.ALERT && hasAlerts(trace)) {
      text.add("The whole life of an alert: vigil audit trace --alert ID");
    }
    return text.lines;
  }

  static String what(TraceQuery query) {
    return what(query.kind());
  }

  static String what(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** What was searched, in one sentence or more. */
  static String searched(Trace trace, Period period) {
    return "Searched, of the time from "
        + period
        + ": "
        + trace.searched().stream().map(TraceText::searched).collect(Collectors.joining("; "))
        + ".";
  }

  private static String searched(Searched one) {
    String text =
        "%s, partition %s of %d, %,d records"
            .formatted(
                one.topic(),
                one.partitions().isEmpty() ? "none" : ranges(one.partitions()),
                one.ofPartitions(),
                one.records());
    if (one.oldest() != null) {
      text += ", the oldest of " + one.oldest();
    }
    return one.truncated() ? text + " (older ones were deleted by retention)" : text;
  }

  /** 0-3,5 for 0, 1, 2, 3, 5. */
  private static String ranges(List<Integer> sorted) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sorted.size(); ) {
      int j = i;
      while (j + 1 < sorted.size() && sorted.get(j + 1) == sorted.get(j) + 1) {
        j++;
      }
      text.append(text.length() == 0 ? "" : ",").append(sorted.get(i));
      if (j > i) {
        text.append('-').append(sorted.get(j));
      }
      i = j + 1;
    }
    return text.toString();
  }

  private void judged(int number, Judged step) {
    AuditRecord record = step.record();
    add(
        "%d. %s %s, %s:%d:%d"
            .formatted(
                number,
                step.at(),
                record.getOutcome(),
                record.getTopic(),
                record.getPartition(),
                record.getOffset()));
    detail(identity(record) + "arrived " + step.arrived());
    if (!step.asked()) {
      detail("another attempt of a record above or below, by where it stood first");
    }
    if (record.getOrigin() != null) {
      detail(
          record.getAttempt() > 0
              ? "replay, attempt %d, of %s".formatted(record.getAttempt(), record.getOrigin())
              : "sent again from " + record.getOrigin());
    }
    if (record.getRun() != null) {
      detail("reprocessing run " + record.getRun());
    }
    if (record.getSuperseded()) {
      detail("superseded: a newer version came before it; no effect on consent or alerts");
    }
    if (record.getReason() != null) {
      deadLetter(record.getReason());
    }
    for (OutputDecision output : record.getOutputs()) {
      detail(
          "%s (%s): %s -> %s%s"
              .formatted(
                  output.getName(),
                  output.getPurpose(),
                  OutputWords.basis(output),
                  OutputWords.received(output),
                  places(step.outputs(), output.getName())));
    }
    for (Written other : step.outputs()) {
      if (record.getOutputs().stream().noneMatch(o -> o.getName().equals(other.name()))) {
        detail(other.name() + places(step.outputs(), other.name()));
      }
    }
    if (!record.getReviews().isEmpty()) {
      detail("to be reviewed: " + String.join(", ", record.getReviews()));
    }
    consentChange(record.getConsentChange());
    for (AlertReference alert : record.getAlerts()) {
      detail(
          "alert %s revision %d %s"
              .formatted(alert.getAlertId(), alert.getRevision(), alert.getStatus()));
    }
    if (!record.getNotes().isEmpty()) {
      detail("noted: " + String.join(", ", record.getNotes()));
    }
    if (!record.getProfileVersion().isEmpty()) {
      detail("profile " + record.getProfileVersion());
    }
    detail("audit record " + step.audit());
  }

  private String identity(AuditRecord record) {
    StringBuilder text = new StringBuilder();
    if (record.getEventId() != null) {
      text.append("event ").append(record.getEventId()).append(", ");
    }
    if (record.getSource() != null) {
      text.append("of ").append(record.getSource()).append(", ");
    }
    if (record.getRequestId() != null) {
      text.append("request ").append(record.getRequestId()).append(", ");
    }
    String resource = OutputWords.resource(record, query.patient() != null);
    if (resource != null) {
      text.append(resource).append(", ");
    }
    return text.toString();
  }

  private void deadLetter(String code) {
    DeadLetterReason reason = reason(code);
    if (reason == null) {
      detail("dead letter, " + code + ": a reason that this release does not know");
      return;
    }
    detail("dead letter, %s: %s".formatted(code, reason.cause()));
    detail("  to do: " + reason.remedy());
  }

  static @Nullable DeadLetterReason reason(String code) {
    return Arrays.stream(DeadLetterReason.values())
        .filter(reason -> reason.code().equals(code))
        .findFirst()
        .orElse(null);
  }

  private static String places(List<Written> outputs, String name) {
    return outputs.stream()
        .filter(output -> output.name().equals(name))
        .map(TraceText::place)
        .collect(Collectors.joining());
  }

  private static String place(Written output) {
    if (output.topic().isEmpty()) {
      return ": %d records, in a topic that is not configured any more"
          .formatted(output.announced());
    }
    StringBuilder text = new StringBuilder(": ");
    text.append(
        output.places().stream().map(Coordinates::toString).collect(Collectors.joining(", ")));
    int missing = output.announced() - output.places().size();
    if (missing > 0) {
      text.append(output.places().isEmpty() ? "" : "; ")
          .append(missing)
          .append(output.places().isEmpty() ? " in " + output.topic() : " more")
          .append(
              output.exhausted()
                  ? " not found: deleted by retention, or written just now (prove it with vigil"
                      + " audit verify)"
                  : " not found among the records looked at");
    }
    if (!output.marks().isEmpty()) {
      text.append(", marked ").append(String.join(", ", output.marks()));
    }
    return text.toString();
  }

  private void consentChange(@Nullable ConsentChange change) {
    if (change == null) {
      return;
    }
    detail(
        (change.getConsentId().isEmpty()
                ? "all that was indeterminate cleared"
                : "Consent " + change.getConsentId() + " in force")
            + ": "
            + change.getOutputs().stream()
                .map(TraceText::change)
                .collect(Collectors.joining(", ")));
  }

  private static String change(DecisionChange change) {
    return change.getBefore() == change.getAfter()
        ? "%s stays %s".formatted(change.getName(), change.getAfter())
        : "%s from %s to %s".formatted(change.getName(), change.getBefore(), change.getAfter());
  }

  private void operated(int number, Operated step) {
    OperationRecord record = step.record();
    add("%d. %s %s".formatted(number, step.at(), record.getOperation()));
    detail("by %s, of %s: %s".formatted(record.getBy(), record.getSubject(), record.getOutcome()));
    String level = record.getDetails().get("level");
    if (level != null) {
      detail("level " + level);
    }
    if (step.alert() != null) {
      detail("alerts" + place(step.alert()));
    }
    detail("operation record " + step.place());
  }

  private static boolean hasAlerts(Trace trace) {
    return trace.steps().stream()
        .anyMatch(step -> step instanceof Judged judged && !judged.record().getAlerts().isEmpty());
  }

  private void detail(String line) {
    add(INDENT + line);
  }

  private void add(String line) {
    lines.add(Printable.of(line));
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }
}
