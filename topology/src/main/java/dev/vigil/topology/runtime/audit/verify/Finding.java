package dev.vigil.topology.runtime.audit.verify;

import dev.vigil.topology.runtime.Coordinates;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is not as it must be; holds coordinates only, never anything from a record.
 *
 * @param record the input record it is about; null: none that can be named
 * @param place where to look; null: nowhere in particular
 * @param detail what was found there, in a few words; empty: the kind says it
 */
public record Finding(
    FindingKind kind, @Nullable Coordinates record, @Nullable Coordinates place, String detail) {}
