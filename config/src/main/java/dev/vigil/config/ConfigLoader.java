package dev.vigil.config;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration. Precedence, lowest to highest:
 *
 * <ol>
 *   <li>built-in defaults;
 *   <li>the preset that the places below choose ({@link Preset}); below it the preset {@code
 *       default}, with settings of Kafka's clients only. A preset gives way to a setting that is
 *       written for more clients: {@code kafka.linger.ms} to the preset's {@code
 *       kafka.producer.linger.ms};
 *   <li>the properties file (UTF-8; the same key twice is refused);
 *   <li>environment variables: {@code VIGIL_ALERTS_ON_DENY} for {@code vigil.alerts.on-deny},
 *       {@code VIGIL_OUTPUTS_RESEARCH_PURPOSE} for {@code vigil.outputs.research.purpose}, {@code
 *       VIGIL_KAFKA_SECURITY_PROTOCOL} for {@code kafka.security.protocol}, {@code
 *       VIGIL_REGISTRY_URL} for {@code registry.url}. Below kafka and registry two underscores are
 *       a hyphen and three an underscore. Variables of the launcher and of the log (VIGIL_HOME,
 *       VIGIL_JAVA_OPTS, VIGIL_LOG_FORMAT) and those that Kubernetes sets for services are not
 *       read;
 *   <li>{@code --set key=value} flags; of the same key twice the last counts.
 * </ol>
 *
 * <p>Keys begin with {@code vigil.} ({@link VigilConfig}), {@code kafka.} (any setting of Kafka
 * Streams and its clients, except those Vigil sets itself) or {@code registry.} (any setting of
 * Confluent's registry client). Any other key is refused. The output {@code treatment} with purpose
 * TREAT exists when no place configures an output; outputs of several places add up.
 *
 * <p>In any value <code>${file:/path}</code> stands for the content of a file. An empty value
 * unsets an optional setting.
 *
 * <p>All problems are reported at once. What a higher place overrides is not looked at, except that
 * its key must exist.
 */
public final class ConfigLoader {
  private static final String DEFAULT_OUTPUT = "treatment";
  private static final String DEFAULT_PURPOSE = "TREAT";

  private static final Pattern LEADING_KEY = Pattern.compile("(?s)^([\\w.-]*).*$");

  private final Map<String, String> environment;
  private final SettingCatalogue catalogue = new SettingCatalogue();

  /** A loader that reads environment variables from a map. */
  public ConfigLoader(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** A loader that reads the environment of this process. */
  public static ConfigLoader ofProcess() {
    return new ConfigLoader(System.getenv());
  }

  /**
   * Reads and checks the configuration.
   *
   * @param file the properties file; null: none
   * @param flags {@code key=value} each
   * @throws ConfigException if anything is wrong with it, with everything that is
   */
  public Configuration load(@Nullable Path file, List<String> flags) {
    List<String> problems = new ArrayList<>();
    TreeMap<String, RawValue> written = new TreeMap<>();
    if (file != null) {
      take(PropertiesFile.read(file, problems::add), written, problems);
    }
    take(new EnvironmentVariables(catalogue).read(environment, problems::add), written, problems);
    take(readFlags(flags, problems), written, problems);
    take(Presets.below(written, problems::add), written, problems);

    if (written.keySet().stream().noneMatch(key -> key.startsWith(SettingCatalogue.OUTPUTS))) {
      String key = SettingCatalogue.OUTPUTS + DEFAULT_OUTPUT + ".purpose";
      written.put(key, new RawValue(key, DEFAULT_PURPOSE, Provenance.DEFAULT));
    }
    List<SettingSpec> specs = specs(written);
    Map<String, String> values = checkedValues(written, problems);
    problems.addAll(CrossChecks.problems(specs, written));
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new Configuration(map(values), values, SettingList.of(specs, written));
  }

  private static List<RawValue> readFlags(List<String> flags, List<String> problems) {
    List<RawValue> values = new ArrayList<>();
    for (String flag : flags) {
      int equals = flag.indexOf('=');
      if (equals > 0) {
        values.add(
            new RawValue(
                flag.substring(0, equals).strip(), flag.substring(equals + 1), Provenance.FLAG));
      } else {
        // Not the whole flag: behind a mistyped separator there may be a password.
        String start = LEADING_KEY.matcher(flag).replaceFirst("$1");
        problems.add("--set " + start + ": expected key=value");
      }
    }
    return values;
  }

  /** Lets values override those taken before; unknown keys are reported and left out. */
  private void take(
      Collection<RawValue> values, Map<String, RawValue> written, List<String> problems) {
    KeyCheck check = new KeyCheck(catalogue);
    for (RawValue value : values) {
      Optional<String> problem = check.problem(value.key());
      if (problem.isPresent()) {
        problems.add(value.provenance() + ": " + problem.get());
      } else {
        written.put(value.key(), value);
      }
    }
  }

  /** Every setting there is: the fixed ones and those of the outputs that are configured. */
  private List<SettingSpec> specs(Map<String, RawValue> written) {
    List<SettingSpec> specs = new ArrayList<>(catalogue.fixed());
    written.keySet().stream()
        .flatMap(key -> SettingCatalogue.outputOf(key).stream())
        .distinct()
        .forEach(output -> specs.addAll(catalogue.ofOutput(output)));
    return specs;
  }

  /** The values in force, with files read; those that are unset or wrong are left out. */
  private Map<String, String> checkedValues(Map<String, RawValue> written, List<String> problems) {
    Map<String, String> values = new TreeMap<>();
    for (RawValue raw : written.values()) {
      Optional<String> resolved = FileReferences.resolve(raw, problems::add);
      if (resolved.isEmpty()) {
        continue;
      }
      Optional<SettingSpec> spec = catalogue.find(raw.key());
      if (spec.isEmpty()) {
        values.put(raw.key(), resolved.get());
        continue;
      }
      // Kafka strips what it reads, and so do we: 'threads = 2 ' means 2.
      String value = resolved.get().strip();
      if (value.isEmpty() && spec.get().optional()) {
        continue;
      }
      Optional<String> problem = spec.get().type().problem(value);
      if (problem.isPresent()) {
        String shown = Secrets.hide(raw).strip();
        problems.add(
            "%s: %s: '%s' %s".formatted(raw.provenance(), raw.key(), shown, problem.get()));
      } else {
        values.put(raw.key(), value);
      }
    }
    return values;
  }

  /** Every value was checked before, so that SmallRye finds nothing to complain about. */
  private static VigilConfig map(Map<String, String> values) {
    Map<String, String> own = new HashMap<>(values);
    own.keySet().removeIf(key -> !key.startsWith(SettingCatalogue.VIGIL));
    return new SmallRyeConfigBuilder()
        .withMapping(VigilConfig.class)
        // For the entries of lists, to which SmallRye leaves their white space. Null is its word
        // for "not set".
        .withConverter(String.class, 200, text -> text.isBlank() ? null : text.strip())
        .withSources(new PropertiesConfigSource(own, "vigil", 100))
        .build()
        .getConfigMapping(VigilConfig.class);
  }
}
