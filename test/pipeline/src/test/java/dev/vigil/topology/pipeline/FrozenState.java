package dev.vigil.topology.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.avro.AlertAck;
import dev.vigil.config.topics.StoreNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;

/**
 * The state that one format of Vigil makes of the same records, as bytes in files that stay for
 * ever. {@code resources/state-format/README.md} says what stands in which file.
 */
final class FrozenState {
  // Maven runs the tests in the module's directory.
  static final Path FOLDER = Path.of("src/test/resources/state-format");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HexFormat HEX = HexFormat.of();

  private final Path folder;

  FrozenState(int format) {
    this.folder = FOLDER.resolve(Integer.toString(format));
  }

  Path folder() {
    return folder;
  }

  /** A pipeline with the settings of the set. */
  PipelineDriver start(Path stateDirectory) throws IOException {
    List<String> settings = new ArrayList<>(Files.readAllLines(folder.resolve("settings.txt")));
    settings.add("vigil.profile=" + folder.resolve("profile.csv").toAbsolutePath());
    return PipelineDriver.start(stateDirectory, settings.toArray(String[]::new));
  }

  /** What the state was made of. */
  List<JsonNode> inputs() throws IOException {
    return lines("inputs.ndjson");
  }

  /** What comes after, with what must become of it. */
  List<JsonNode> followUps() throws IOException {
    return lines("follow-ups.ndjson");
  }

  private List<JsonNode> lines(String file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(file))) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  /** Sends a record as its producer did, or lets time pass. */
  static void play(JsonNode line, PipelineDriver pipeline) {
    if (line.has("advance")) {
      pipeline.advance(Duration.parse(line.get("advance").asText()));
      return;
    }
    String topic = line.get("topic").asText();
    String key = line.get("key").asText();
    if (line.has("ack")) {
      JsonNode ack = line.get("ack");
      pipeline.acknowledge(
          topic,
          key,
          AlertAck.newBuilder()
              .setAlertId(ack.get("alertId").asText())
              .setTenant("")
              .setPatientId(key)
              .setBy(ack.get("by").asText())
              .setAt(pipeline.now())
              .build(),
          new RecordHeaders());
    } else {
      pipeline.send(topic, key, line.get("value").toString(), new RecordHeaders());
    }
  }

  /** All stores of the format, by name. */
  static List<String> stores() {
    List<String> stores = new ArrayList<>(StoreNames.all());
    stores.addAll(StoreNames.ofAcknowledgements());
    return stores;
  }

  /** The frozen changelogs as they are after compaction, by store: one line for each key. */
  Map<String, List<String>> changelogs() throws IOException {
    Map<String, List<String>> changelogs = new TreeMap<>();
    for (String store : stores()) {
      changelogs.put(store, Files.readAllLines(folder.resolve(store + ".ndjson")));
    }
    return changelogs;
  }

  /** What a pipeline has written to its changelogs, in the same form. */
  static Map<String, List<String>> changelogs(PipelineDriver pipeline) {
    Map<String, List<String>> changelogs = new TreeMap<>();
    for (String store : stores()) {
      Map<String, String> compacted = new TreeMap<>();
      for (TestRecord<byte[], byte[]> record : pipeline.changelog(store)) {
        String key = HEX.formatHex(record.key());
        if (record.value() == null) {
          compacted.remove(key);
        } else {
          compacted.put(key, line(key, record));
        }
      }
      changelogs.put(store, List.copyOf(compacted.values()));
    }
    return changelogs;
  }

  private static String line(String key, TestRecord<byte[], byte[]> record) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("key", key);
    line.put("value", HEX.formatHex(record.value()));
    line.put("timestamp", record.timestamp());
    Map<String, String> headers = new TreeMap<>();
    record.headers().forEach(header -> headers.put(header.key(), HEX.formatHex(header.value())));
    if (!headers.isEmpty()) {
      line.put("headers", headers);
    }
    return JSON.valueToTree(line).toString();
  }

  /** Puts the frozen bytes into the stores of a pipeline. */
  void restore(PipelineDriver pipeline) throws IOException {
    for (Map.Entry<String, List<String>> changelog : changelogs().entrySet()) {
      for (String text : changelog.getValue()) {
        JsonNode line = JSON.readTree(text);
        pipeline.restore(
            changelog.getKey(),
            HEX.parseHex(line.get("key").asText()),
            HEX.parseHex(line.get("value").asText()),
            Instant.ofEpochMilli(line.get("timestamp").asLong()));
      }
    }
  }

  /** Writes what a pipeline has written to its changelogs. */
  void freeze(PipelineDriver pipeline) throws IOException {
    for (Map.Entry<String, List<String>> changelog : changelogs(pipeline).entrySet()) {
      Files.writeString(
          folder.resolve(changelog.getKey() + ".ndjson"),
          String.join("\n", changelog.getValue()) + "\n",
          StandardCharsets.UTF_8);
    }
  }
}
