package dev.vigil.config;

import org.jspecify.annotations.Nullable;

/**
 * One setting as {@code vigil config} lists it.
 *
 * @param key the full key, such as {@code vigil.threads}
 * @param defaultValue the built-in default; null: none
 * @param type the type with its range, for people
 * @param meaning what it does
 * @param value the effective value, secrets replaced; null: unset
 * @param provenance where the effective value came from
 * @param secret whether the value was replaced
 */
public record Setting(
    String key,
    @Nullable String defaultValue,
    String type,
    String meaning,
    @Nullable String value,
    Provenance provenance,
    boolean secret) {}
