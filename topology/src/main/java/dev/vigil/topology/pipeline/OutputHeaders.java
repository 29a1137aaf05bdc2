package dev.vigil.topology.pipeline;

import dev.vigil.serdes.event.InputRecord;
import dev.vigil.serdes.event.Replay;
import dev.vigil.serdes.event.ReplayHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a record's outputs: those of the input that travel on, trace context and the like,
 * within a bound; and what Vigil says of where the output comes from.
 */
final class OutputHeaders {
  /** All that travels of one record, names and values together. */
  static final int MAX_BYTES = 8 * 1024;

  /** Marks a permitted event as an older version that arrived after a newer one. */
  static final String SUPERSEDED = "vigil.superseded";

  /**
   * Marks a permitted event whose resource no pseudonym makes safe, and which has none therefore.
   */
  static final String CONTENT_LEFT_OUT = "vigil.content-left-out";

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

  private static final byte[] TRUE = "true".getBytes(StandardCharsets.UTF_8);
  private static final Header BACKFILL = new RecordHeader(ReplayHeaders.BACKFILL, TRUE);

  /** Of most records nothing travels. */
  private static final Headers NONE = none();

  private final InputRecord input;
  private final Replay replay;
  private Headers travelling = NONE;
  private boolean truncated;
  private @Nullable Headers shared;

  private OutputHeaders(InputRecord input, Replay replay) {
    this.input = input;
    this.replay = replay;
  }

  private static Headers none() {
    RecordHeaders none = new RecordHeaders();
    none.setReadOnly();
    return none;
  }

  /**
   * For all outputs of a record.
   *
   * @param replay what the record says of itself
   */
  static OutputHeaders of(InputRecord input, Replay replay) {
    OutputHeaders headers = new OutputHeaders(input, replay);
    headers.takeTravelling();
    return headers;
  }

  private void takeTravelling() {
    int bytes = 0;
    for (Header header : input.headers()) {
      if (!travels(header.key())) {
        continue;
      }
      bytes += header.key().length() * 3 + (header.value() == null ? 0 : header.value().length);
      if (bytes > MAX_BYTES) {
        truncated = true;
        break;
      }
      if (travelling == NONE) {
        travelling = new RecordHeaders();
      }
      travelling.add(header);
    }
  }

  /** What Vigil says of where an output comes from. */
  private void addOwn(Headers headers) {
    headers.add(
        header(
            ReplayHeaders.ORIGIN,
            ReplayHeaders.origin(input.topic(), input.partition(), input.offset())));
    if (replay.backfill()) {
      headers.add(BACKFILL);
    }
    if (replay.isRun()) {
      headers.add(header(ReplayHeaders.RUN, replay.run()));
    }
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
    Headers made = shared;
    if (made == null) {
      made = new RecordHeaders(travelling);
      addOwn(made);
      shared = made;
    }
    return made;
  }

  /** A copy with one more. */
  Headers with(String name) {
    return marked(shared(), name);
  }

  /** A copy of some headers with one more. */
  static Headers marked(Headers headers, String name) {
    return new RecordHeaders(headers.toArray()).add(name, TRUE);
  }

  /**
   * Nothing of the input, whose headers may name the patient in any way, and no trace to join by.
   */
  Headers withoutInput() {
    RecordHeaders own = new RecordHeaders();
    addOwn(own);
    return own;
  }

  /** Of the input the trace context alone: what else it sends may tell what is withheld. */
  Headers withoutContent() {
    RecordHeaders trace = new RecordHeaders();
    addOwn(trace);
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
