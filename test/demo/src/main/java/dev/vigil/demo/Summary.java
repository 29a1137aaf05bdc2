package dev.vigil.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.avro.AlertStatus;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the demo proved.
 *
 * @param counts what came out
 * @param differences scripted records with another answer than expected
 * @param seconds from the first record sent to the last one read
 * @param console where a browser shows the instance, as long as it runs
 */
record Summary(Counts counts, List<String> differences, double seconds, long seed, String console) {
  private static final int SHOWN_DIFFERENCES = 10;

  boolean isAsExpected() {
    return differences.isEmpty() && counts.sampleSurprises() == 0;
  }

  boolean isProven() {
    return counts.isBalanced() && isAsExpected();
  }

  /** For programs: one line. */
  String json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("in", counts.in());
    json.put("permitted", counts.permitted());
    json.put("denied", counts.denied());
    json.put("duplicates", counts.duplicates());
    json.put("deadLetters", counts.deadLetters());
    json.put("auditRecords", counts.auditRecords());
    json.put("alertsRaised", counts.alerts(AlertStatus.RAISED));
    json.put("alertsUpdated", counts.alerts(AlertStatus.UPDATED));
    json.put("alertsRetracted", counts.alerts(AlertStatus.RETRACTED));
    json.put("balanced", counts.isBalanced());
    json.put("seconds", Math.round(seconds * 10) / 10.0);
    json.put("asExpected", isAsExpected());
    json.put("reviewItems", counts.reviewItems());
    json.put("seed", seed);
    json.put("console", console);
    try {
      return new ObjectMapper().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers that JSON cannot hold", e);
    }
  }

  /** For people. */
  void print(PrintWriter out) {
    out.printf(
        "%nin %,d = permitted %,d + denied %,d + duplicates %,d + dead letters %,d = audit records"
            + " %,d: %s%n",
        counts.in(),
        counts.permitted(),
        counts.denied(),
        counts.duplicates(),
        counts.deadLetters(),
        counts.auditRecords(),
        counts.isBalanced() ? "balanced" : "NOT BALANCED");
    out.printf(
        "alerts: raised %,d, updated %,d, retracted %,d%n",
        counts.alerts(AlertStatus.RAISED),
        counts.alerts(AlertStatus.UPDATED),
        counts.alerts(AlertStatus.RETRACTED));
    out.printf("permitted: %s%n", listed(counts.outputs()));
    out.printf("to review: %s%n", listed(counts.reviews()));
    out.printf("dead letters: %s%n", listed(counts.deadLettersByReason()));
    out.printf("%.1f s, %,.0f records a second%n", seconds, counts.in() / seconds);
    if (counts.gaps() > 0) {
      out.printf("%,d audit records do not follow on the one before%n", counts.gaps());
    }
    if (!counts.outputsAgree()) {
      out.println("The output topics do not hold what the audit records say");
    }
    if (isAsExpected()) {
      out.println("Every scripted critical value alerted, nothing else did.");
    } else {
      printDifferences(out);
    }
    out.flush();
  }

  private void printDifferences(PrintWriter out) {
    out.printf(
        "NOT AS EXPECTED: %,d scripted records, %,d records of the sample%n",
        differences.size(), counts.sampleSurprises());
    differences.stream().limit(SHOWN_DIFFERENCES).forEach(line -> out.println("  " + line));
  }

  private static String listed(Map<String, Long> counts) {
    if (counts.isEmpty()) {
      return "none";
    }
    StringBuilder listed = new StringBuilder();
    counts.forEach(
        (name, count) ->
            listed
                .append(listed.isEmpty() ? "" : ", ")
                .append(name)
                .append(' ')
                .append("%,d".formatted(count)));
    return listed.toString();
  }
}
