package dev.vigil.topology.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where {@code emit} writes to.
 *
 * @param permitted topic of each configured output, by the output's name, in their order
 * @param alerts clinical.alerts
 * @param alertsFhir clinical.alerts.fhir; empty: no FHIR form
 * @param review clinical.review
 * @param deadLetters fhir.dlq
 * @param audit fhir.audit
 * @param operations vigil.operations; empty: nothing is written without an input record
 */
public record Sinks(
    Map<String, String> permitted,
    String alerts,
    String alertsFhir,
    String review,
    String deadLetters,
    String audit,
    String operations) {
  /** What the names of all sinks begin with. */
  static final String PREFIX = "emit-";

  static final String ALERTS = "emit-alerts";
  static final String ALERTS_FHIR = "emit-alerts-fhir";
  static final String REVIEW = "emit-review";
  static final String DEAD_LETTERS = "emit-dlq";
  static final String AUDIT = "emit-audit";
  static final String OPERATIONS = "emit-operations";

  public Sinks {
    permitted = Collections.unmodifiableMap(new LinkedHashMap<>(permitted));
  }

  static String permitted(String output) {
    return "emit-permitted-" + output;
  }

  /** Topics by the name of the sink that writes them. */
  Map<String, String> topicsBySink() {
    Map<String, String> topics = new LinkedHashMap<>();
    permitted.forEach((output, topic) -> topics.put(permitted(output), topic));
    topics.put(ALERTS, alerts);
    if (!alertsFhir.isEmpty()) {
      topics.put(ALERTS_FHIR, alertsFhir);
    }
    topics.put(REVIEW, review);
    topics.put(DEAD_LETTERS, deadLetters);
    topics.put(AUDIT, audit);
    if (!operations.isEmpty()) {
      topics.put(OPERATIONS, operations);
    }
    return topics;
  }
}
