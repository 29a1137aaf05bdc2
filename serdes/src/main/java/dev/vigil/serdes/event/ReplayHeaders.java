package dev.vigil.serdes.event;

import dev.vigil.serdes.fhir.Utf8;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** What the headers of a record on the replay topic say of it; on other topics they say nothing. */
public final class ReplayHeaders {
  /** All headers that Vigil gives a meaning begin with it. */
  public static final String PREFIX = "vigil.";

  /** Where the record stood first, {@code topic:partition:offset}; on outputs: its cause. */
  public static final String ORIGIN = "vigil.origin";

  /** Log-append time of the record that stood there, milliseconds since 1970 UTC. */
  public static final String ORIGIN_TIMESTAMP = "vigil.origin.timestamp";

  /** The record brings what the stream never saw. */
  public static final String BACKFILL = "vigil.backfill";

  /** Name of the reprocessing run. */
  public static final String RUN = "vigil.run";

  /** Names of the outputs that the run is for, separated by commas; absent: all. */
  public static final String RUN_OUTPUTS = "vigil.run.outputs";

  /** Critical results of a backfill or run page as if they had just come. */
  public static final String PAGE = "vigil.page";

  private static final int MAX_OUTPUTS = 256;

  private ReplayHeaders() {}

  /** Coordinates as headers and audit records say them. */
  public static String origin(String topic, int partition, long offset) {
    return topic + ":" + partition + ":" + offset;
  }

  static Replay read(InputRecord input, String replayTopic) throws UndecodableException {
    if (!input.topic().equals(replayTopic)) {
      return Replay.NONE;
    }
    Headers headers = input.headers();
    String run = Fields.bounded(text(headers, RUN), RUN);
    String origin = Fields.bounded(text(headers, ORIGIN), ORIGIN);
    Long originalTimestamp = number(headers, ORIGIN_TIMESTAMP);
    if (originalTimestamp == null) {
      originalTimestamp = number(headers, DeadLetterHeaders.TIMESTAMP);
    }
    Long attempt = number(headers, DeadLetterHeaders.ATTEMPT);
    Set<String> outputs = outputs(text(headers, RUN_OUTPUTS));
    if (!outputs.isEmpty() && (run == null || run.isEmpty())) {
      // Without a run it would be remembered as seen by all outputs.
      throw new UndecodableException(DeadLetterReason.FIELD_INVALID, RUN);
    }
    return new Replay(
        isMarked(headers, BACKFILL),
        run == null ? "" : run,
        outputs,
        isMarked(headers, PAGE),
        origin,
        originalTimestamp,
        attempt == null ? 0 : (int) Math.max(0, Math.min(attempt, Integer.MAX_VALUE)));
  }

  /** The same of a record that cannot be decoded, where what is wrong may be these headers. */
  public static Replay readIfValid(InputRecord input, String replayTopic) {
    try {
      return read(input, replayTopic);
    } catch (UndecodableException e) {
      return Replay.NONE;
    }
  }

  private static Set<String> outputs(@Nullable String names) throws UndecodableException {
    if (names == null || names.isEmpty()) {
      return Set.of();
    }
    String[] each = names.split(",", -1);
    if (each.length > MAX_OUTPUTS) {
      throw new UndecodableException(DeadLetterReason.FIELD_INVALID, RUN_OUTPUTS);
    }
    return new HashSet<>(Arrays.asList(each));
  }

  /** A mark is set by being there, unless it says otherwise. */
  private static boolean isMarked(Headers headers, String name) {
    return headers.lastHeader(name) != null && !"false".equals(text(headers, name));
  }

  private static @Nullable Long number(Headers headers, String name) throws UndecodableException {
    String text = text(headers, name);
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
