package dev.vigil.topology.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Which headers of an input travel on: trace context and the like, within a bound. */
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

  private final Headers headers;
  private final boolean truncated;

  private OutputHeaders(Headers headers, boolean truncated) {
    this.headers = headers;
    this.truncated = truncated;
  }

  static OutputHeaders of(Headers input) {
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
    return new OutputHeaders(travelling, truncated);
  }

  private static boolean travels(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !lower.startsWith("ce_") && !lower.startsWith("vigil.") && !OF_THE_INPUT.contains(lower);
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

  /** The trace context alone: what else a producer sends may tell what is withheld. */
  Headers withoutContent() {
    RecordHeaders trace = new RecordHeaders();
    for (Header header : headers) {
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
