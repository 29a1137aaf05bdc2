package dev.vigil.topology.runtime.deadletter;

import dev.vigil.serdes.event.DeadLetterHeaders;
import dev.vigil.serdes.event.ReplayHeaders;
import dev.vigil.topology.runtime.Coordinates;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A dead letter as it goes through the pipeline once more: the record as it came. */
public final class ReplayedRecord {
  private ReplayedRecord() {}

  /**
   * Its headers: all it has, where it stood first, and how often it was replayed, this time
   * included. Why it failed stays: a replay that fails for the same reason says nothing new.
   *
   * @param attempt how often it was replayed before
   */
  public static Headers headers(DeadLetter letter, int attempt) {
    RecordHeaders headers = new RecordHeaders(letter.record().headers().toArray());
    Coordinates origin = letter.origin();
    if (origin != null) {
      set(headers, ReplayHeaders.ORIGIN, origin.toString());
    }
    // The value is sent as it came.
    headers.remove(DeadLetterHeaders.ENCRYPTED);
    set(headers, DeadLetterHeaders.ATTEMPT, Integer.toString(attempt + 1));
    return headers;
  }

  private static void set(Headers headers, String name, String value) {
    headers.remove(name);
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
