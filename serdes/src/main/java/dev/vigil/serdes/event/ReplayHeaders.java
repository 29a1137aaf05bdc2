package dev.vigil.serdes.event;

import dev.vigil.serdes.fhir.Utf8;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** What the headers of a record on the replay topic say of it; on other topics they say nothing. */
final class ReplayHeaders {
  private ReplayHeaders() {}

  static Replay read(InputRecord input, String replayTopic) throws UndecodableException {
    if (!input.topic().equals(replayTopic)) {
      return Replay.NONE;
    }
    Headers headers = input.headers();
    String run = Fields.bounded(text(headers, "vigil.run"), "vigil.run");
    Long originalTimestamp = number(text(headers, "vigil.dlq.timestamp"), "vigil.dlq.timestamp");
    Long attempt = number(text(headers, "vigil.dlq.attempt"), "vigil.dlq.attempt");
    return new Replay(
        isMarked(headers, "vigil.backfill"),
        run == null ? "" : run,
        originalTimestamp,
        attempt == null ? 0 : (int) Math.max(0, Math.min(attempt, Integer.MAX_VALUE)));
  }

  /** A mark is set by being there, unless it says otherwise. */
  private static boolean isMarked(Headers headers, String name) {
    return headers.lastHeader(name) != null && !"false".equals(text(headers, name));
  }

  private static @Nullable Long number(@Nullable String text, String name)
      throws UndecodableException {
    if (text == null) {
      return null;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new UndecodableException(DeadLetterReason.FIELD_INVALID, name);
    }
  }

  static @Nullable String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null ? null : Utf8.decode(header.value());
  }
}
