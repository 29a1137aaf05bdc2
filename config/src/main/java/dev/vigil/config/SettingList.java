package dev.vigil.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes the list that {@code vigil config} prints. */
final class SettingList {
  private SettingList() {}

  /** All settings of Vigil, set or not, then those that pass through and are set. */
  static List<Setting> of(List<SettingSpec> specs, Map<String, RawValue> written) {
    List<Setting> settings = new ArrayList<>();
    specs.stream()
        .sorted(Comparator.comparing(SettingSpec::key))
        .forEach(spec -> settings.add(own(spec, written.get(spec.key()))));
    TreeSet<String> others = new TreeSet<>(written.keySet());
    others.removeIf(key -> key.startsWith(SettingCatalogue.VIGIL));
    others.add(Configuration.BOOTSTRAP_SERVERS);
    others.add(Configuration.REGISTRY_URL);
    others.forEach(key -> settings.add(passedThrough(key, written.get(key))));
    return settings;
  }

  private static Setting own(SettingSpec spec, @Nullable RawValue raw) {
    String type = spec.type().description();
    String defaultValue = spec.defaultValue();
    if (raw == null || raw.provenance().kind() == Provenance.Kind.DEFAULT) {
      String value = raw == null ? defaultValue : raw.value();
      return new Setting(spec.key(), value, type, spec.meaning(), value, Provenance.DEFAULT, false);
    }
    String value = Secrets.hide(raw).strip();
    return new Setting(
        spec.key(),
        defaultValue,
        type,
        spec.meaning(),
        value.isEmpty() ? null : value,
        raw.provenance(),
        Secrets.HIDDEN.equals(value));
  }

  private static Setting passedThrough(String key, @Nullable RawValue raw) {
    String value = raw == null ? null : Secrets.hide(raw);
    return new Setting(
        key,
        null,
        "text",
        meaning(key),
        value,
        raw == null ? Provenance.DEFAULT : raw.provenance(),
        Secrets.HIDDEN.equals(value));
  }

  private static String meaning(String key) {
    return switch (key) {
      case Configuration.BOOTSTRAP_SERVERS ->
          "Addresses of the brokers, host:port, separated by commas.";
      case Configuration.REGISTRY_URL ->
          "Addresses of the schema registry (Confluent's API), separated by commas.";
      default ->
          key.startsWith(SettingCatalogue.KAFKA)
              ? "Handed to Kafka Streams and its clients as it is."
              : "Handed to the schema registry client as it is.";
    };
  }
}
