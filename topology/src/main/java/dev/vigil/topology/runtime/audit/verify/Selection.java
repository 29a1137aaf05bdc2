package dev.vigil.topology.runtime.audit.verify;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which input records are to be judged.
 *
 * @param topic full name of the only input topic; null: all
 * @param partition the only partition; null: all
 * @param from the first offset; null: the oldest
 * @param to the last offset; null: the newest committed
 * @param since the oldest time of arrival; null: any
 */
public record Selection(
    @Nullable String topic,
    @Nullable Integer partition,
    @Nullable Long from,
    @Nullable Long to,
    @Nullable Instant since) {
  /** Everything. */
  public static final Selection ALL = new Selection(null, null, null, null, null);
}
