package dev.vigil.bench.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.support.machine.Machine;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Results as people and programs read them. Members it does not know are passed over. */
final class ResultsJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private ResultsJson() {}

  static String of(Results results) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("benchmark", results.benchmark());
    root.put("at", results.at().toString());
    root.put("commit", results.commit());
    Machine machine = results.machine();
    root.putObject("machine")
        .put("processor", machine.processor())
        .put("cores", machine.cores())
        .put("memoryBytes", machine.memoryBytes())
        .put("java", machine.java())
        .put("os", machine.os());
    ObjectNode options = root.putObject("options");
    results.options().forEach(options::put);
    ArrayNode measurements = root.putArray("measurements");
    for (Measurement measurement : results.measurements()) {
      ArrayNode values =
          measurements
              .addObject()
              .put("name", measurement.name())
              .put("unit", measurement.unit())
              .put("better", measurement.better().name())
              .putArray("values");
      measurement.values().forEach(values::add);
    }
    try {
      // Jackson's own choice of line ends is the system's.
      DefaultPrettyPrinter printer =
          new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
      return MAPPER.writer(printer).writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that JSON cannot hold", e);
    }
  }

  /**
   * Reads the text.
   *
   * @throws IllegalArgumentException that says what is wrong with it
   */
  static Results read(String text) {
    JsonNode root;
    try {
      root = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
    JsonNode machine = root.path("machine");
    List<Measurement> measurements = new ArrayList<>();
    for (JsonNode measurement : array(root, "measurements")) {
      measurements.add(measurement(measurement));
    }
    return new Results(
        text(root, "benchmark"),
        instant(root, "at"),
        new Machine(
            text(machine, "processor"),
            (int) number(machine, "cores"),
            (long) number(machine, "memoryBytes"),
            text(machine, "java"),
            text(machine, "os")),
        text(root, "commit"),
        options(root.path("options")),
        measurements);
  }

  private static Measurement measurement(JsonNode node) {
    List<Double> values = new ArrayList<>();
    for (JsonNode value : array(node, "values")) {
      if (!value.isNumber()) {
        throw new IllegalArgumentException("a member of values is no number");
      }
      values.add(value.doubleValue());
    }
    return new Measurement(text(node, "name"), text(node, "unit"), better(node), values);
  }

  private static Map<String, String> options(JsonNode node) {
    Map<String, String> options = new TreeMap<>();
    node.properties().forEach(field -> options.put(field.getKey(), field.getValue().asText()));
    return options;
  }

  private static Better better(JsonNode node) {
    String name = text(node, "better");
    try {
      return Better.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("better is " + name, e);
    }
  }

  private static Instant instant(JsonNode node, String member) {
    try {
      return Instant.parse(text(node, member));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(member + " is no time", e);
    }
  }

  private static JsonNode array(JsonNode node, String member) {
    JsonNode array = node.path(member);
    if (!array.isArray()) {
      throw new IllegalArgumentException("without the array " + member);
    }
    return array;
  }

  private static String text(JsonNode node, String member) {
    JsonNode text = node.path(member);
    if (!text.isTextual()) {
      throw new IllegalArgumentException("without the text " + member);
    }
    return text.textValue();
  }

  private static double number(JsonNode node, String member) {
    JsonNode number = node.path(member);
    if (!number.isNumber()) {
      throw new IllegalArgumentException("without the number " + member);
    }
    return number.doubleValue();
  }
}
