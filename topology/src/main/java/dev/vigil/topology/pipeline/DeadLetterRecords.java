package dev.vigil.topology.pipeline;

import dev.vigil.serdes.event.InputRecord;
import dev.vigil.topology.pipeline.Judgement.DeadLetter;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The headers of a dead letter: its own, plus why it is one and where it came from. */
final class DeadLetterRecords {
  private static final String PREFIX = "vigil.dlq.";

  private final String version;

  /**
   * For one release.
   *
   * @param version of Vigil, for the header {@code vigil.dlq.version}
   */
  DeadLetterRecords(String version) {
    this.version = version;
  }

  Headers headers(InputRecord input, DeadLetter deadLetter) {
    RecordHeaders headers = new RecordHeaders();
    String timestamp = Long.toString(input.timestamp());
    String attempt = "0";
    for (Header header : input.headers()) {
      switch (header.key()) {
        // A replay that fails again keeps the time and the count of its first failure.
        case PREFIX + "timestamp" -> timestamp = text(header);
        case PREFIX + "attempt" -> attempt = text(header);
        default -> {
          if (!header.key().startsWith(PREFIX)) {
            headers.add(header);
          }
        }
      }
    }
    add(headers, "reason", deadLetter.reason().code());
    add(headers, "category", deadLetter.reason().category().code());
    if (deadLetter.location() != null) {
      add(headers, "location", deadLetter.location());
    }
    add(headers, "topic", input.topic());
    add(headers, "partition", Integer.toString(input.partition()));
    add(headers, "offset", Long.toString(input.offset()));
    add(headers, "timestamp", timestamp);
    add(headers, "version", version);
    add(headers, "attempt", attempt);
    return headers;
  }

  private static String text(Header header) {
    return header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
  }
}
