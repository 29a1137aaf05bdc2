package dev.vigil.topology.runtime.reprocess;

import dev.vigil.serdes.event.PatientKey;
import dev.vigil.topology.runtime.CommittedRecords.Range;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants to be sent through again.
 *
 * @param run name of the run, part of the duplicate key
 * @param outputs names of the outputs that it is for
 * @param topic full name of the input
 * @param from log-append time of the first; null: from the oldest that is retained
 * @param to log-append time behind the last; null: to the end
 * @param offsets instead of times: by partition; empty: by time
 * @param patient null: all
 * @param page whether critical results page as if they had just come
 */
public record RunRequest(
    String run,
    SortedSet<String> outputs,
    String topic,
    @Nullable Instant from,
    @Nullable Instant to,
    SortedMap<Integer, Range> offsets,
    @Nullable PatientKey patient,
    boolean page) {

  static final String OUTPUTS = "outputs";
  static final String PAGE = "page";
  static final String TOPIC = "topic";

  /** What must be the same for a run to go on. */
  Map<String, String> details() {
    Map<String, String> details = new LinkedHashMap<>();
    details.put(OUTPUTS, String.join(",", outputs));
    details.put(PAGE, Boolean.toString(page));
    details.put(TOPIC, topic);
    details.put("from", from == null ? "" : from.toString());
    details.put("to", to == null ? "" : to.toString());
    details.put("offsets", Ranges.text(offsets));
    details.put("patient", patient == null ? "" : patient.tenant() + "|" + patient.patientId());
    return details;
  }
}
