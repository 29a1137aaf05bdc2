package dev.vigil.config;

/**
 * A key and its value as written somewhere.
 *
 * @param key the full key
 * @param value the text as written, references to files not yet replaced
 * @param provenance where it was written
 */
record RawValue(String key, String value, Provenance provenance) {}
