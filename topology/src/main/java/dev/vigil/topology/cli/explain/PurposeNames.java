package dev.vigil.topology.cli.explain;

import dev.vigil.config.Suggestion;
import dev.vigil.topology.domain.consent.PurposeOfUse;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Purposes of use as people name them. */
final class PurposeNames {
  private static final Map<String, String> NAMES = new LinkedHashMap<>();

  static {
    NAMES.put("TREAT", "treatment");
    NAMES.put("HRESCH", "research");
    NAMES.put("HPAYMT", "payment");
    NAMES.put("HOPERAT", "operations");
    NAMES.put("PUBHLTH", "public health");
    NAMES.put("PATRQT", "the patient's request");
    NAMES.put("HMARKT", "marketing");
  }

  private PurposeNames() {}

  /** Such as {@code research (HRESCH)}, or {@code ETREAT, a kind of treatment (TREAT)}. */
  static String of(String purpose) {
    String name = NAMES.get(purpose);
    if (name != null) {
      return "%s (%s)".formatted(name, purpose);
    }
    Set<String> kinds = PurposeOfUse.selfAndBroader(purpose);
    return NAMES.keySet().stream()
        .filter(kinds::contains)
        .map(kind -> "%s, a kind of %s".formatted(purpose, of(kind)))
        .findFirst()
        .orElse(purpose);
  }

  /** What somebody may have meant who wrote a purpose that nobody knows. */
  static String suggestion(String unknown) {
    String upper = unknown.toUpperCase(Locale.ROOT);
    Optional<String> named =
        NAMES.entrySet().stream()
            .filter(name -> upper.contains(name.getValue().toUpperCase(Locale.ROOT)))
            .map(Map.Entry::getKey)
            .findFirst();
    return named
        .or(() -> Suggestion.nearest(upper, "", PurposeOfUse.all()))
        .map(code -> "did you mean " + code + "?")
        .orElseGet(
            () ->
                NAMES.keySet().stream()
                    .map(PurposeNames::of)
                    .collect(Collectors.joining(", ", "the broadest are ", "")));
  }
}
