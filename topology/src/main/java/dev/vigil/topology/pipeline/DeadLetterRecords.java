package dev.vigil.topology.pipeline;

import dev.vigil.serdes.event.DeadLetterHeaders;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.serdes.event.ReplayHeaders;
import dev.vigil.serdes.event.TraceContext;
import dev.vigil.topology.pipeline.Judgement.DeadLetter;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The headers of a dead letter: its own, plus why it is one and where it came from. */
final class DeadLetterRecords {
  private final String version;
  private final String replayTopic;

  /**
   * For one release.
   *
   * @param version of Vigil
   * @param replayTopic the only input whose own {@code vigil.*} headers count, and are kept
   */
  DeadLetterRecords(String version, String replayTopic) {
    this.version = version;
    this.replayTopic = replayTopic;
  }

  Headers headers(Judgement judgement, DeadLetter deadLetter) {
    Headers headers = headers(judgement.input(), deadLetter, true);
    TraceContext trace = judgement.trace();
    // What the producer sent stays as it is: its replay belongs to the same trace.
    if (trace != null && TraceContext.inHeaders(judgement.input().headers()) == null) {
      OutputHeaders.add(trace, headers);
    }
    return headers;
  }

  /** Of a record that no topic takes as a whole: only what Vigil says of it. */
  Headers headersAlone(Judgement judgement, DeadLetter deadLetter) {
    Headers headers = headers(judgement.input(), deadLetter, false);
    TraceContext trace = judgement.trace();
    if (trace != null) {
      OutputHeaders.add(trace, headers);
    }
    add(headers, DeadLetterHeaders.LEFT_OUT, "true");
    return headers;
  }

  private Headers headers(InputRecord input, DeadLetter deadLetter, boolean withOwn) {
    RecordHeaders headers = new RecordHeaders();
    String timestamp = Long.toString(input.timestamp());
    String attempt = "0";
    boolean isReplay = input.topic().equals(replayTopic);
    for (Header header : input.headers()) {
      String name = header.key();
      if (!name.startsWith(ReplayHeaders.PREFIX)) {
        if (withOwn) {
          headers.add(header);
        }
      } else if (isReplay) {
        // A replay that fails again keeps the time and the count of its first failure.
        switch (name) {
          case DeadLetterHeaders.TIMESTAMP -> timestamp = text(header);
          case DeadLetterHeaders.ATTEMPT -> attempt = text(header);
          default -> {
            if (!name.startsWith(DeadLetterHeaders.PREFIX)) {
              headers.add(header);
            }
          }
        }
      }
      // A producer that could say them would speak to fhir.replay once its record is replayed.
    }
    add(headers, DeadLetterHeaders.REASON, deadLetter.reason().code());
    add(headers, DeadLetterHeaders.CATEGORY, deadLetter.reason().category().code());
    if (deadLetter.location() != null) {
      add(headers, DeadLetterHeaders.LOCATION, deadLetter.location());
    }
    add(headers, DeadLetterHeaders.TOPIC, input.topic());
    add(headers, DeadLetterHeaders.PARTITION, Integer.toString(input.partition()));
    add(headers, DeadLetterHeaders.OFFSET, Long.toString(input.offset()));
    add(headers, DeadLetterHeaders.TIMESTAMP, timestamp);
    add(headers, DeadLetterHeaders.VERSION, version);
    add(headers, DeadLetterHeaders.ATTEMPT, attempt);
    return headers;
  }

  private static String text(Header header) {
    return header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
