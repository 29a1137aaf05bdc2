package dev.vigil.demo;

import dev.vigil.avro.AlertReference;
import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.OutputDecision;
import dev.vigil.demo.script.Expected;
import dev.vigil.demo.script.ScriptedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Compares what became of the scripted records with what was to become of them. */
final class ScriptCheck {
  private ScriptCheck() {}

  /** One line for each record with another answer; empty if all is as expected. */
  static List<String> differences(List<ScriptedRecord> script, Map<String, AuditRecord> audits) {
    List<String> differences = new ArrayList<>();
    for (ScriptedRecord record : script) {
      AuditRecord audit = audits.get(record.name());
      if (audit == null) {
        differences.add(record.name() + ": no audit record");
      } else if (!answer(audit).equals(record.expected())) {
        differences.add(
            "%s: expected %s, but got %s"
                .formatted(record.name(), record.expected(), answer(audit)));
      }
    }
    return differences;
  }

  private static Expected answer(AuditRecord audit) {
    return new Expected(
        audit.getOutcome(),
        audit.getReason(),
        audit.getSuperseded(),
        audit.getOutputs().stream()
            // Alerts are compared one by one.
            .filter(output -> output.getWritten() > 0 && !output.getName().equals("alerts"))
            .map(OutputDecision::getName)
            .collect(Collectors.toUnmodifiableSet()),
        audit.getAlerts().stream().map(AlertReference::getStatus).toList(),
        List.copyOf(audit.getReviews()));
  }
}
