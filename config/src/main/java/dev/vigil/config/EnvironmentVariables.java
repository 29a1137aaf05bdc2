package dev.vigil.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads settings from environment variables that begin with VIGIL_. */
final class EnvironmentVariables {
  private static final String PREFIX = "VIGIL_";
  private static final String KAFKA = "VIGIL_KAFKA_";
  private static final String REGISTRY = "VIGIL_REGISTRY_";
  private static final String OUTPUTS = "VIGIL_OUTPUTS_";

  /** Read by the launcher, or before settings are. */
  private static final Set<String> OF_THE_LAUNCHER =
      Set.of("VIGIL_HOME", "VIGIL_JAVA_OPTS", "VIGIL_LOG_FORMAT");

  /**
   * What Kubernetes and Docker links set for a service whose name begins with {@code vigil}, such
   * as {@code vigil-metrics} or Strimzi's {@code vigil-kafka-bootstrap}.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "VIGIL(_\\w+)?_(SERVICE_HOST|SERVICE_PORT(_\\w+)?"
              + "|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

  private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  private final SettingCatalogue catalogue;
  private final Map<String, String> keys = new HashMap<>();

  EnvironmentVariables(SettingCatalogue catalogue) {
    this.catalogue = catalogue;
    catalogue.fixed().forEach(spec -> keys.put(EnvironmentNames.of(spec.key()), spec.key()));
  }

  /** The settings in an environment, by name of the variable; unknown variables are reported. */
  List<RawValue> read(Map<String, String> environment, Consumer<String> problems) {
    List<RawValue> values = new ArrayList<>();
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              if (!name.startsWith(PREFIX)
                  || OF_THE_LAUNCHER.contains(name)
                  || isServiceLink(name, value)) {
                return;
              }
              Provenance provenance = Provenance.environment(name);
              Optional<String> key = keyOf(name);
              if (key.isPresent()) {
                values.add(new RawValue(key.get(), value, provenance));
              } else {
                problems.accept(provenance + ": unknown setting" + suggestion(name));
              }
            });
    return values;
  }

  private static boolean isServiceLink(String name, String value) {
    return SERVICE_LINK.matcher(name).matches()
        // Only the value tells VIGIL_KAFKA_PORT of a service from a setting.
        || (name.endsWith("_PORT") && SERVICE_ADDRESS.matcher(value).matches());
  }

  private Optional<String> keyOf(String name) {
    if (!name.equals(name.toUpperCase(Locale.ROOT))) {
      return Optional.empty();
    }
    if (name.startsWith(KAFKA) && name.length() > KAFKA.length()) {
      return Optional.of(passThrough(SettingCatalogue.KAFKA, name.substring(KAFKA.length())));
    }
    if (name.startsWith(REGISTRY) && name.length() > REGISTRY.length()) {
      return Optional.of(passThrough(SettingCatalogue.REGISTRY, name.substring(REGISTRY.length())));
    }
    if (name.startsWith(OUTPUTS)) {
      return outputKey(name.substring(OUTPUTS.length()));
    }
    return Optional.ofNullable(keys.get(name));
  }

  private static String passThrough(String prefix, String rest) {
    return prefix + EnvironmentNames.passThroughKey(rest);
  }

  /**
   * RESEARCH_WITHOUT_CONSENT is without-consent of research: known endings tell where it splits.
   */
  private Optional<String> outputKey(String rest) {
    for (String leaf : catalogue.outputLeaves()) {
      String ending = "_" + upperCase(leaf);
      if (rest.endsWith(ending) && rest.length() > ending.length()) {
        String output =
            rest.substring(0, rest.length() - ending.length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
        return Optional.of(SettingCatalogue.OUTPUTS + output + "." + leaf);
      }
    }
    return Optional.empty();
  }

  private static String upperCase(String leaf) {
    return leaf.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private String suggestion(String name) {
    if (name.startsWith(OUTPUTS)) {
      return "; VIGIL_OUTPUTS_<NAME>_ is followed by one of "
          + catalogue.outputLeaves().stream()
              .map(EnvironmentVariables::upperCase)
              .collect(Collectors.joining(", "));
    }
    List<String> names = new ArrayList<>(keys.keySet());
    names.add(EnvironmentNames.of(Configuration.BOOTSTRAP_SERVERS));
    names.add(EnvironmentNames.of(Configuration.REGISTRY_URL));
    names.addAll(OF_THE_LAUNCHER);
    names.sort(null);
    String upper = name.toUpperCase(Locale.ROOT);
    return Suggestion.nearest(upper, upper.substring(PREFIX.length() - 1), names)
        .map(nearest -> "; did you mean " + nearest + "?")
        .orElse("; 'vigil config' lists all settings");
  }
}
