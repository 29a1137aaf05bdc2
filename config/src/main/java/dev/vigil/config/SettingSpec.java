package dev.vigil.config;

import org.jspecify.annotations.Nullable;

/**
 * A setting as declared in {@link VigilConfig}.
 *
 * @param key full key; {@code *} stands for the name of an output
 * @param type its type, which checks values
 * @param meaning what it does
 * @param defaultValue as written; null: none
 * @param optional whether it may be left unset
 */
record SettingSpec(
    String key, ValueType type, String meaning, @Nullable String defaultValue, boolean optional) {

  /** The setting of one output instead of any. */
  SettingSpec named(String output) {
    return new SettingSpec(key.replace("*", output), type, meaning, defaultValue, optional);
  }
}
