package dev.vigil.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The dashboards that are shipped. */
final class Dashboards {
  private static final Path DIRECTORY = Path.of("../../deploy/grafana");

  private Dashboards() {}

  /** By the name of the file. */
  static Map<String, JsonNode> shipped() throws IOException {
    Map<String, JsonNode> dashboards = new TreeMap<>();
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".json")).toList()) {
        dashboards.put(
            String.valueOf(file.getFileName()),
            new ObjectMapper().readTree(Files.readString(file)));
      }
    }
    return dashboards;
  }

  /** Those panels of a dashboard that ask for something. */
  static List<JsonNode> panels(JsonNode dashboard) {
    List<JsonNode> panels = new ArrayList<>();
    dashboard
        .get("panels")
        .forEach(
            panel -> {
              if (!panel.path("type").asText().equals("row")) {
                panels.add(panel);
              }
            });
    return panels;
  }

  /** Queries of all dashboards as Grafana asks them when all applications are chosen. */
  static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>();
    for (JsonNode dashboard : shipped().values()) {
      for (JsonNode panel : panels(dashboard)) {
        panel
            .get("targets")
            .forEach(
                target ->
                    queries.add(
                        target
                            .get("expr")
                            .asText()
                            .replace("$job", ".+")
                            .replace("$instance", ".+")
                            .replace("$__rate_interval", "1m")
                            .replace("$__range", "1h")));
      }
    }
    return queries;
  }
}
