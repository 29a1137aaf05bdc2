package dev.vigil.topology.runtime.reprocess;

import dev.vigil.serdes.event.DeadLetterHeaders;
import dev.vigil.serdes.event.ReplayHeaders;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a record that a run sends again: its own, what the run is, where it stood first.
 */
final class RunHeaders {
  private final RunRequest request;
  private final boolean replays;

  /**
   * For one run.
   *
   * @param replays whether the topic is {@code fhir.replay}, whose records say themselves where
   *     they stood first
   */
  RunHeaders(RunRequest request, boolean replays) {
    this.request = request;
    this.replays = replays;
  }

  Headers of(ConsumerRecord<byte[], byte[]> record) {
    RecordHeaders headers = new RecordHeaders();
    for (Header header : record.headers()) {
      // A producer's would count on fhir.replay; those of a backfill or replay say what this is
      // not.
      if (!header.key().startsWith(ReplayHeaders.PREFIX)) {
        headers.add(header);
      }
    }
    add(headers, ReplayHeaders.RUN, request.run());
    add(headers, ReplayHeaders.RUN_OUTPUTS, String.join(",", request.outputs()));
    if (request.page()) {
      add(headers, ReplayHeaders.PAGE, "true");
    }
    String origin = first(record, ReplayHeaders.ORIGIN, null);
    add(
        headers,
        ReplayHeaders.ORIGIN,
        origin == null
            ? ReplayHeaders.origin(record.topic(), record.partition(), record.offset())
            : origin);
    String at = first(record, ReplayHeaders.ORIGIN_TIMESTAMP, DeadLetterHeaders.TIMESTAMP);
    add(
        headers,
        ReplayHeaders.ORIGIN_TIMESTAMP,
        at == null ? Long.toString(record.timestamp()) : at);
    return headers;
  }

  private @Nullable String first(
      ConsumerRecord<byte[], byte[]> record, String name, @Nullable String otherwise) {
    if (!replays) {
      return null;
    }
    Header header = record.headers().lastHeader(name);
    if (header == null && otherwise != null) {
      header = record.headers().lastHeader(otherwise);
    }
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
