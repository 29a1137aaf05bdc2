package dev.vigil.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Helm chart with an operator's values, as Helm sees it. */
public final class Chart {
  // Maven runs the tests in the module's directory.
  static final Path DIRECTORY = Path.of("../../deploy/helm/vigil");
  private static final Path EXAMPLE = Path.of("../../deploy/helm/examples/hospital.yaml");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final Path directory;

  private Chart(Path directory) {
    this.directory = directory;
  }

  /**
   * The chart with the example's values.
   *
   * @param work an empty directory
   * @param more further values, YAML; the last wins
   */
  public static Chart ofExample(Path work, String... more) throws IOException {
    Chart chart = plain(work, Files.readString(EXAMPLE));
    for (String values : more) {
      chart.add(values);
    }
    return chart;
  }

  /** The chart with nothing but these values. */
  static Chart plain(Path work, String values) throws IOException {
    Path directory = Files.createTempDirectory(work, "chart").resolve("vigil");
    try (Stream<Path> files = Files.walk(DIRECTORY)) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(DIRECTORY.relativize(file).toString()));
      }
    }
    // Helm's library takes every cluster for one of 1.20, and would render nothing.
    Path about = directory.resolve("Chart.yaml");
    Files.writeString(about, Files.readString(about).replaceAll("(?m)^kubeVersion:.*$", ""));
    Chart chart = new Chart(directory);
    chart.add(values);
    return chart;
  }

  /** As helm --values does: objects are merged, all else is replaced. */
  private void add(String values) throws IOException {
    Path file = directory.resolve("values.yaml");
    JsonNode added = YAML.readTree(values);
    JsonNode base = YAML.readTree(Files.readString(file));
    if (added.isObject()) {
      merge((ObjectNode) base, (ObjectNode) added);
    }
    Files.writeString(file, YAML.writeValueAsString(base));
  }

  private static void merge(ObjectNode base, ObjectNode added) {
    added
        .properties()
        .forEach(
            member -> {
              JsonNode before = base.get(member.getKey());
              if (before instanceof ObjectNode object
                  && member.getValue() instanceof ObjectNode more) {
                merge(object, more);
              } else {
                base.set(member.getKey(), member.getValue());
              }
            });
  }

  LintResult lint() {
    return new Helm(directory).lint().strict().call();
  }

  /** What Helm would send to Kubernetes. */
  String text() {
    return new Helm(directory).template().withName("vigil").withNamespace("vigil").call();
  }

  /** The resources, each a member by its kind; of no kind there are two. */
  public JsonNode render() {
    ObjectNode resources = YAML.createObjectNode();
    for (JsonNode resource : documents(text())) {
      resources.set(resource.required("kind").asText(), resource);
    }
    return resources;
  }

  /** What stands in a text between lines of three hyphens. */
  static List<JsonNode> documents(String yaml) {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      return documents.readAll().stream().filter(JsonNode::isObject).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
