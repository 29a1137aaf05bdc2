package dev.vigil.topology.pipeline;

import dev.vigil.serdes.event.InputRecord;
import dev.vigil.serdes.event.Replay;
import dev.vigil.serdes.event.ReplayHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers of a record's outputs: those of the input that travel on, trace context and the like,
 * within a bound; and what Vigil says of where the output comes from.
 */
final class OutputHeaders {
  /** All that travels of one record, names and values together. */
  static final int MAX_BYTES = 8 * 1024;

  /** Marks a permitted event as an older version that arrived after a newer one. */
  static final String SUPERSEDED = "vigil.superseded";

  // They describe the input's encoding, which is not the output's.
  private static final Set<String> OF_THE_INPUT =
      Set.of(
          "content-type",
          "schema.id",
          "schemaid",
          "value.schema.id",
          "key.schema.id",
          "__key_schema_id",
          "__value_schema_id");

  /** What may go along with a record that must not tell of its content. */
  private static final Set<String> TRACE_CONTEXT = Set.of("traceparent", "tracestate");

  private final Headers travelling;
  private final Headers headers;
  private final List<Header> ofVigil;
  private final boolean truncated;

  private OutputHeaders(Headers travelling, List<Header> ofVigil, boolean truncated) {
    this.travelling = travelling;
    this.ofVigil = ofVigil;
    this.headers = new RecordHeaders(travelling);
    ofVigil.forEach(headers::add);
    this.truncated = truncated;
  }

  /**
   * For all outputs of a record.
   *
   * @param replay what the record says of itself
   */
  static OutputHeaders of(InputRecord input, Replay replay) {
    List<Header> ofVigil = new ArrayList<>(2);
    ofVigil.add(
        header(
            ReplayHeaders.ORIGIN,
            ReplayHeaders.origin(input.topic(), input.partition(), input.offset())));
    if (replay.backfill()) {
      ofVigil.add(header(ReplayHeaders.BACKFILL, "true"));
    }
    if (replay.isRun()) {
      ofVigil.add(header(ReplayHeaders.RUN, replay.run()));
    }
    return travelling(input.headers(), ofVigil);
  }

  private static OutputHeaders travelling(Headers input, List<Header> ofVigil) {
    RecordHeaders travelling = new RecordHeaders();
    boolean truncated = false;
    int bytes = 0;
    for (Header header : input) {
      if (!travels(header.key())) {
        continue;
      }
      bytes += header.key().length() * 3 + (header.value() == null ? 0 : header.value().length);
      if (bytes > MAX_BYTES) {
        truncated = true;
        break;
      }
      travelling.add(header);
    }
    return new OutputHeaders(travelling, ofVigil, truncated);
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean travels(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !lower.startsWith("ce_")
        && !lower.startsWith(ReplayHeaders.PREFIX)
        && !OF_THE_INPUT.contains(lower);
  }

  /** Those of the input alone, for who names the record itself. Nobody may add to it. */
  Headers travelling() {
    return travelling;
  }

  /** Shared by all outputs of a record: nobody may add to it. */
  Headers shared() {
    return headers;
  }

  /** A copy with one more. */
  Headers with(String name) {
    return marked(headers, name);
  }

  /** A copy of some headers with one more. */
  static Headers marked(Headers headers, String name) {
    return new RecordHeaders(headers.toArray()).add(name, "true".getBytes(StandardCharsets.UTF_8));
  }

  /** Of the input the trace context alone: what else it sends may tell what is withheld. */
  Headers withoutContent() {
    RecordHeaders trace = new RecordHeaders();
    ofVigil.forEach(trace::add);
    for (Header header : travelling) {
      if (TRACE_CONTEXT.contains(header.key().toLowerCase(Locale.ROOT))) {
        trace.add(header);
      }
    }
    return trace;
  }

  /** Whether some were left out because together they are too large. */
  boolean isTruncated() {
    return truncated;
  }
}
