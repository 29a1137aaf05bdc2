package dev.vigil.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What the presets say, as far as nobody overrides it. */
final class Presets {
  private Presets() {}

  /**
   * The values of the chosen preset, and below it those of {@link Preset#DEFAULT}.
   *
   * @param written what the operator has written, by key
   */
  static List<RawValue> below(Map<String, RawValue> written, Consumer<String> problems) {
    List<RawValue> values = new ArrayList<>();
    Preset chosen = chosen(written);
    if (chosen != Preset.DEFAULT) {
      values.addAll(read(chosen, problems));
    }
    List<String> above = new ArrayList<>(written.keySet());
    values.forEach(value -> above.add(value.key()));
    values.removeIf(value -> isOverridden(value.key(), written.keySet()));
    for (RawValue value : read(Preset.DEFAULT, problems)) {
      if (!isOverridden(value.key(), above)) {
        values.add(value);
      }
    }
    return values;
  }

  /** A name that is none is reported where all values are checked. */
  private static Preset chosen(Map<String, RawValue> written) {
    RawValue raw = written.get(Preset.KEY);
    if (raw == null) {
      return Preset.DEFAULT;
    }
    String name = FileReferences.resolve(raw, unreadable -> {}).orElse("").strip();
    for (Preset preset : Preset.values()) {
      if (preset.symbol().equals(name)) {
        return preset;
      }
    }
    return Preset.DEFAULT;
  }

  /** All that a preset's file says. */
  static List<RawValue> read(Preset preset, Consumer<String> problems) {
    String file = "presets/" + preset.symbol() + ".properties";
    try (InputStream in = Presets.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("No resource " + file);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return PropertiesFile.parse(file, text, line -> Provenance.preset(preset), problems);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same key, or one that says it for more clients: else ours would win over it. */
  private static boolean isOverridden(String key, Collection<String> above) {
    return above.contains(key) || OwnedSettings.broader(key).stream().anyMatch(above::contains);
  }
}
