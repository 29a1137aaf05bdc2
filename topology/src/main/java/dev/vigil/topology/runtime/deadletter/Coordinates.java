package dev.vigil.topology.runtime.deadletter;

import dev.vigil.serdes.event.ReplayHeaders;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a record stands in a topic.
 *
 * @param topic full name
 * @param partition of it
 * @param offset in the partition
 */
public record Coordinates(String topic, int partition, long offset) {
  /** Names as brokers allow them. */
  static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  private static final Pattern TEXT = Pattern.compile("(" + TOPIC + "):([0-9]{1,9}):([0-9]{1,18})");

  /** Coordinates as {@link #toString} writes them; null if the text is none. */
  public static @Nullable Coordinates parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? new Coordinates(
            matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)))
        : null;
  }

  /** As in headers and audit records, {@code topic:partition:offset}. */
  @Override
  public String toString() {
    return ReplayHeaders.origin(topic, partition, offset);
  }
}
