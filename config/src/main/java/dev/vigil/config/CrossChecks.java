package dev.vigil.config;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

/** Checks that involve more than one setting. */
final class CrossChecks {
  private static final String COMBINE = ".combine";
  private static final String CATEGORY_ORDER = ".category-order";

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
}
