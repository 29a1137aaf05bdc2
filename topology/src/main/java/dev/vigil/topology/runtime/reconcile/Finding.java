package dev.vigil.topology.runtime.reconcile;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that the server has and the stream does not.
 *
 * @param type FHIR type; null: unknown
 * @param id logical id; null: unknown
 * @param versionId version; null: unknown
 * @param lastUpdated when it came to be; null: unknown
 * @param deleted it is a deletion
 * @param problem stable code of why it cannot be sent; null: it can, as far as is known
 */
public record Finding(
    Kind kind,
    @Nullable String type,
    @Nullable String id,
    @Nullable String versionId,
    @Nullable Instant lastUpdated,
    boolean deleted,
    @Nullable String problem) {

  /** What is the matter. */
  public enum Kind {
    /** No audit record names it. */
    MISSING,
    /** It became a dead letter, and was not replayed since. */
    DEAD_LETTERED,
    /** The server gives what cannot be read, so it was not compared. */
    UNREADABLE
  }
}
