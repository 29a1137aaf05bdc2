package dev.vigil.topology.runtime;

import dev.vigil.serdes.event.ReplayHeaders;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
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
  public static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  private static final Pattern TEXT = Pattern.compile("(" + TOPIC + "):([0-9]{1,9}):([0-9]{1,18})");

  /** Of a record in a partition. */
  public static Coordinates of(TopicPartition partition, long offset) {
    return new Coordinates(partition.topic(), partition.partition(), offset);
  }

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
