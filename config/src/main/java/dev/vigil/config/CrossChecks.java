package dev.vigil.config;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** Checks that involve more than one setting. */
final class CrossChecks {
  private static final String COMBINE = ".combine";
  private static final String CATEGORY_ORDER = ".category-order";

  private static final String KEY_SERVICE = "vigil.encryption.service";
  private static final List<String> NAME_A_KEY = List.of(".encrypt-with", ".pseudonymise-with");

  /** Audit records tell the outputs apart by name, and the alerts are one of them. */
  private static final String ALERTS_OUTPUT = SettingCatalogue.OUTPUTS + "alerts.";

  private CrossChecks() {}

  /** What is missing from a configuration whose single values are checked elsewhere. */
  static List<String> problems(List<SettingSpec> specs, NavigableMap<String, RawValue> written) {
    List<String> problems = new ArrayList<>();
    for (SettingSpec spec : specs) {
      if (!spec.optional() && spec.defaultValue() == null && !written.containsKey(spec.key())) {
        // An output exists because one of its settings is written somewhere.
        String output = spec.key().substring(0, spec.key().lastIndexOf('.') + 1);
        Provenance place = written.ceilingEntry(output).getValue().provenance();
        problems.add(place + ": " + spec.key() + " is not set; an output needs a purpose");
      }
    }
    written.tailMap(ALERTS_OUTPUT, true).values().stream()
        .filter(raw -> raw.key().startsWith(ALERTS_OUTPUT))
        .findFirst()
        .ifPresent(
            raw ->
                problems.add(
                    "%s: %s: 'alerts' is the name of the alert output; choose another"
                        .formatted(raw.provenance(), raw.key())));
    if (!isSet(written.get(KEY_SERVICE))) {
      written.values().stream()
          .filter(raw -> NAME_A_KEY.stream().anyMatch(raw.key()::endsWith) && isSet(raw))
          .filter(raw -> raw.key().startsWith(SettingCatalogue.VIGIL))
          .forEach(
              raw ->
                  problems.add(
                      "%s: %s names a key, but %s is not set"
                          .formatted(raw.provenance(), raw.key(), KEY_SERVICE)));
    }
    for (RawValue raw : written.values()) {
      if (raw.key().startsWith(SettingCatalogue.VIGIL)
          && raw.key().endsWith(COMBINE)
          && "ordered".equals(raw.value().strip())) {
        String order = raw.key().replace(COMBINE, CATEGORY_ORDER);
        RawValue categories = written.get(order);
        if (categories == null || categories.value().isBlank()) {
          problems.add(
              "%s: %s is ordered, but %s is not set".formatted(raw.provenance(), raw.key(), order));
        }
      }
    }
    return problems;
  }

  private static boolean isSet(@Nullable RawValue raw) {
    return raw != null && !raw.value().isBlank();
  }
}
