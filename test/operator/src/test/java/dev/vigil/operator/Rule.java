package dev.vigil.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/**
 * A rule as it is shipped.
 *
 * @param name of the alert, or of what it records
 */
record Rule(
    boolean isAlert,
    String name,
    String expression,
    Map<String, String> labels,
    Map<String, String> annotations) {
  static final Path DIRECTORY = Path.of("../../deploy/prometheus");
  static final Path FILE = DIRECTORY.resolve("vigil.rules.yml");

  /** All of them, in their order. */
  static List<Rule> shipped() throws IOException {
    List<Rule> rules = new ArrayList<>();
    for (Map<String, Object> group : maps(yaml(FILE).get("groups"))) {
      for (Map<String, Object> rule : maps(group.get("rules"))) {
        boolean isAlert = rule.containsKey("alert");
        rules.add(
            new Rule(
                isAlert,
                String.valueOf(rule.get(isAlert ? "alert" : "record")),
                String.valueOf(rule.get("expr")),
                texts(rule.get("labels")),
                texts(rule.get("annotations"))));
      }
    }
    return rules;
  }

  static Map<String, Object> yaml(Path file) throws IOException {
    return new Yaml().load(Files.readString(file));
  }

  @SuppressWarnings("unchecked") // lists of objects, by the format of the file
  static List<Map<String, Object>> maps(@Nullable Object list) {
    return list == null ? List.of() : (List<Map<String, Object>>) list;
  }

  @SuppressWarnings("unchecked") // texts, by the format of the file
  private static Map<String, String> texts(@Nullable Object map) {
    return map == null ? Map.of() : (Map<String, String>) map;
  }
}
