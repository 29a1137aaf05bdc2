package dev.vigil.topology.cli.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.audit.verify.Head;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Heads as a file: one JSON object a line. */
final class HeadFile {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");
  private static final long MOST_BYTES = 64L << 20;

  private HeadFile() {}

  static String line(Head head) {
    return Json.line(
        Map.of(
            "topic",
            head.topic(),
            "partition",
            head.partition(),
            "offset",
            head.offset(),
            "hash",
            head.hash()));
  }

  /**
   * Reads a file.
   *
   * @throws VigilException if it is none
   */
  static List<Head> read(Path file) {
    List<Head> heads = new ArrayList<>();
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw unusable(file, "is larger than any file of heads", null);
      }
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (!lines.get(i).isBlank()) {
          heads.add(head(file, i + 1, lines.get(i)));
        }
      }
    } catch (MalformedInputException e) {
      throw unusable(file, "is no text in UTF-8", e);
    } catch (IOException e) {
      throw unusable(file, "cannot be read", e);
    }
    if (heads.isEmpty()) {
      throw unusable(file, "holds no heads", null);
    }
    return heads;
  }

  private static Head head(Path file, int line, String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      String hash = node.path("hash").asText();
      if (node.path("topic").isTextual()
          && node.path("partition").canConvertToInt()
          && node.path("offset").canConvertToLong()
          && HASH.matcher(hash).matches()) {
        return new Head(
            node.path("topic").asText(),
            node.path("partition").asInt(),
            node.path("offset").asLong(),
            hash);
      }
      throw unusable(file, "holds in line " + line + " what is no head", null);
    } catch (JsonProcessingException e) {
      throw unusable(file, "holds in line " + line + " what is no head", null);
    }
  }

  private static VigilException unusable(Path file, String because, @Nullable Throwable cause) {
    return new VigilException(
        ExitCode.USAGE,
        "%s %s: give a file that vigil audit head --json has written".formatted(file, because),
        cause);
  }
}
