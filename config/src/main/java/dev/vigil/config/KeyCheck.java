package dev.vigil.config;

import java.util.Optional;

/** Tells whether a key exists, and if not, what may have been meant. */
final class KeyCheck {
  private final SettingCatalogue catalogue;

  KeyCheck(SettingCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** What is wrong with a key; empty: nothing. */
  Optional<String> problem(String key) {
    if (isBelow(SettingCatalogue.KAFKA, key)) {
      return OwnedSettings.kafka(key.substring(SettingCatalogue.KAFKA.length()))
          .map(reason -> key + " " + reason);
    }
    if (isBelow(SettingCatalogue.REGISTRY, key)) {
      return OwnedSettings.registry(key.substring(SettingCatalogue.REGISTRY.length()))
          .map(reason -> key + " " + reason);
    }
    if (catalogue.find(key).isEmpty()) {
      return Optional.of("unknown setting " + key + suggestion(key));
    }
    return SettingCatalogue.outputOf(key)
        .filter(output -> !SettingCatalogue.isOutputName(output))
        .map(
            output ->
                "%s: '%s' is not an output name: at most 64 lower-case letters, digits or '-' inside"
                    .formatted(key, output));
  }

  private static boolean isBelow(String prefix, String key) {
    return key.startsWith(prefix) && key.length() > prefix.length();
  }

  private String suggestion(String key) {
    String ending = "." + key.substring(key.lastIndexOf('.') + 1);
    return Suggestion.nearest(key, ending, catalogue.candidates(key))
        .map(nearest -> "; did you mean " + nearest + "?")
        .orElseGet(
            () ->
                key.startsWith(SettingCatalogue.OUTPUTS)
                    ? "; vigil.outputs.<name>. is followed by one of "
                        + String.join(", ", catalogue.outputLeaves())
                    : "; settings begin with vigil., kafka. or registry., 'vigil config' lists them");
  }
}
