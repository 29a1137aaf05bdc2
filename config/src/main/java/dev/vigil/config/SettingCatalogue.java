package dev.vigil.config;

import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All settings, as declared in {@link VigilConfig}, and which keys exist. */
final class SettingCatalogue {
  static final String VIGIL = "vigil.";
  static final String KAFKA = "kafka.";
  static final String REGISTRY = "registry.";
  static final String OUTPUTS = "vigil.outputs.";

  /** A part of a topic name, and unambiguous as part of an environment variable. */
  private static final Pattern OUTPUT_NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?");

  private static final Pattern OUTPUT_KEY = Pattern.compile("vigil\\.outputs\\.([^.]+)\\.(.+)");

  private final Map<String, SettingSpec> fixed = new LinkedHashMap<>();
  private final Map<String, SettingSpec> ofOutputs = new LinkedHashMap<>();

  SettingCatalogue() {
    Map<String, Property> properties =
        new TreeMap<>(ConfigMappings.getProperties(ConfigClass.configClass(VigilConfig.class)));
    properties.forEach(
        (key, property) -> {
          Method method = property.getMethod();
          Meaning meaning = method.getAnnotation(Meaning.class);
          // Groups are not settings; SmallRye lists each list a second time, for its elements. A
          // test asserts that no setting lacks its meaning.
          if (meaning == null || key.endsWith("[*]")) {
            return;
          }
          WithDefault withDefault = method.getAnnotation(WithDefault.class);
          SettingSpec spec =
              new SettingSpec(
                  key,
                  ValueType.of(method),
                  meaning.value(),
                  withDefault == null ? null : withDefault.value(),
                  method.getReturnType() == Optional.class);
          (key.startsWith(OUTPUTS) ? ofOutputs : fixed).put(key, spec);
        });
  }

  /** The settings outside outputs. */
  Collection<SettingSpec> fixed() {
    return fixed.values();
  }

  /** The settings of one output. */
  List<SettingSpec> ofOutput(String name) {
    return ofOutputs.values().stream().map(spec -> spec.named(name)).toList();
  }

  /** The last parts of the keys of an output, such as {@code without-consent}. */
  List<String> outputLeaves() {
    return ofOutputs.keySet().stream().map(key -> key.substring(OUTPUTS.length() + 2)).toList();
  }

  /** The setting of a key below {@code vigil}, if there is one. */
  Optional<SettingSpec> find(String key) {
    SettingSpec spec = fixed.get(key);
    if (spec != null) {
      return Optional.of(spec);
    }
    return outputOf(key)
        .flatMap(name -> ofOutput(name).stream().filter(s -> s.key().equals(key)).findFirst());
  }

  /** The name of the output a key is about, well-formed or not. */
  static Optional<String> outputOf(String key) {
    Matcher matcher = OUTPUT_KEY.matcher(key);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  static boolean isOutputName(String name) {
    return OUTPUT_NAME.matcher(name).matches();
  }

  /** Keys that a mistyped key may have meant, those of the output it names included. */
  List<String> candidates(String key) {
    List<String> candidates = new ArrayList<>(fixed.keySet());
    candidates.add(Configuration.BOOTSTRAP_SERVERS);
    candidates.add(Configuration.REGISTRY_URL);
    String output = outputOf(key).filter(SettingCatalogue::isOutputName).orElse("<name>");
    ofOutput(output).forEach(spec -> candidates.add(spec.key()));
    return candidates;
  }
}
