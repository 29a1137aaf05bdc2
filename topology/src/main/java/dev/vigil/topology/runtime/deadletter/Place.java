package dev.vigil.topology.runtime.deadletter;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a dead letter stands within its topic, as operators name it.
 *
 * @param partition of the dead-letter topic, not of the input
 * @param offset in the partition
 */
public record Place(int partition, long offset) {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9}):([0-9]{1,18})");

  /** A place as {@link #toString} writes it; null if the text is none. */
  public static @Nullable Place parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? new Place(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)))
        : null;
  }

  /** {@code partition:offset}. */
  @Override
  public String toString() {
    return partition + ":" + offset;
  }
}
