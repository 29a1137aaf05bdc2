package dev.vigil.topology.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;

/** How commands print results for programs. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** One object on one line. */
  static String line(Map<String, ?> object) {
    try {
      return MAPPER.writeValueAsString(new TreeMap<>(object));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a result that JSON cannot hold", e);
    }
  }
}
