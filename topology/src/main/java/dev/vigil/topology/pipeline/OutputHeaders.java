package dev.vigil.topology.pipeline;

import dev.vigil.serdes.event.InputRecord;
import dev.vigil.serdes.event.Replay;
import dev.vigil.serdes.event.ReplayHeaders;
import dev.vigil.serdes.event.TraceContext;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a record's outputs: the trace they belong to, those of the input that travel on,
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

  // Of these only what keeps to the grammar.
  private static final Set<String> TRACE =
      Set.of(TraceContext.TRACEPARENT, TraceContext.TRACESTATE);

  private static final byte[] TRUE = "true".getBytes(StandardCharsets.UTF_8);
  private static final Header BACKFILL = new RecordHeader(ReplayHeaders.BACKFILL, TRUE);

  /** Of most records nothing travels. */
  private static final Headers NONE = none();

  private final InputRecord input;
  private final Replay replay;
  private final @Nullable TraceContext trace;
  private Headers travelling = NONE;
  private boolean truncated;
  private @Nullable Headers shared;

  private OutputHeaders(Judgement judgement) {
    this.input = judgement.input();
    this.replay = judgement.replay();
    this.trace = judgement.trace();
  }

  private static Headers none() {
    RecordHeaders none = new RecordHeaders();
    none.setReadOnly();
    return none;
  }

  /** For all outputs of a record. */
  static OutputHeaders of(Judgement judgement) {
    OutputHeaders headers = new OutputHeaders(judgement);
    headers.takeTravelling();
    return headers;
  }

  private void takeTravelling() {
    int bytes = 0;
    if (trace != null) {
      // First, so that it is among what travels however much there is.
      travelling = traceAlone(trace);
      for (Header header : travelling) {
        bytes += size(header);
      }
    }
    for (Header header : input.headers()) {
      if (!travels(header.key())) {
        continue;
      }
      bytes += size(header);
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

  private static int size(Header header) {
    return header.key().length() * 3 + (header.value() == null ? 0 : header.value().length);
  }

  private static Headers traceAlone(TraceContext trace) {
    Headers headers = new RecordHeaders();
    add(trace, headers);
    return headers;
  }

  /** Says which trace an output belongs to. */
  static void add(TraceContext trace, Headers headers) {
    headers.add(header(TraceContext.TRACEPARENT, trace.traceparent()));
    String state = trace.tracestate();
    if (state != null) {
      headers.add(header(TraceContext.TRACESTATE, state));
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
        && !OF_THE_INPUT.contains(lower)
        && !TRACE.contains(lower);
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

  /** Of the input the trace context alone: what else it sends may tell what is withheld. */
  Headers withoutContent() {
    Headers headers = new RecordHeaders();
    addOwn(headers);
    if (trace != null) {
      add(trace, headers);
    }
    return headers;
  }

  /** Whether some were left out because together they are too large. */
  boolean isTruncated() {
    return truncated;
  }
}
