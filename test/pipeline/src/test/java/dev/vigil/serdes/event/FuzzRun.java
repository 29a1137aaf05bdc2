package dev.vigil.serdes.event;

import java.time.Duration;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How many inputs, from which seed: by default a fixed number from a fixed seed, so that every
 * build tests the same. With {@code -Dfuzz.duration=PT10M} as many as fit in, from a seed that is
 * new each time; {@code -Dfuzz.seed=} and {@code -Dfuzz.input=} repeat what a failure names.
 */
public final class FuzzRun {
  private static final long FIXED_SEED = 20_260_115;

  private final long seed;
  private final long count;
  private final @Nullable Duration duration;
  private final @Nullable Long only;

  private FuzzRun(long count) {
    String wanted = System.getProperty("fuzz.duration");
    this.duration = wanted == null ? null : Duration.parse(wanted);
    Long given = Long.getLong("fuzz.seed");
    this.seed = given != null ? given : duration == null ? FIXED_SEED : System.nanoTime();
    this.only = Long.getLong("fuzz.input");
    this.count = count;
  }

  /** As asked for by the system's properties; a number unless a duration is. */
  public static FuzzRun of(long count) {
    return new FuzzRun(count);
  }

  /** From which inputs are made. */
  public long seed() {
    return seed;
  }

  /** Whether all inputs of a build are run, so that what they reach can be counted. */
  public boolean isWhole() {
    return only == null && duration == null;
  }

  /** Runs inputs by number; gives how many. */
  public long forEach(LongConsumer input) {
    if (only != null) {
      one(only, input);
      return 1;
    }
    long until = System.nanoTime() + (duration == null ? 0 : duration.toNanos());
    long number = 0;
    while (duration == null ? number < count : System.nanoTime() < until) {
      one(number, input);
      number++;
    }
    if (duration != null) {
      System.out.printf("%d inputs in %s from -Dfuzz.seed=%d%n", number, duration, seed);
    }
    return number;
  }

  private void one(long number, LongConsumer input) {
    try {
      input.accept(number);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          "run this one again with -Dfuzz.seed=%d -Dfuzz.input=%d: %s".formatted(seed, number, e),
          e);
    }
  }

  /** An input, to be pasted into decoder-cases. */
  public static String describe(InputRecord record) {
    StringBuilder text = new StringBuilder(record.topic() + " hex ");
    byte[] value = record.value();
    text.append(
        value == null ? "null" : HexFormat.of().formatHex(value, 0, Math.min(value.length, 2_000)));
    record
        .headers()
        .forEach(
            header ->
                text.append(' ')
                    .append(header.key())
                    .append('=')
                    .append(
                        header.value() == null
                            ? "null"
                            : HexFormat.of().formatHex(header.value())));
    return text.toString();
  }
}
