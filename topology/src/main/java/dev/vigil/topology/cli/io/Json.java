package dev.vigil.topology.cli.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;

/** How commands print results for programs. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** One object on one line, its members by name. */
  public static String line(Map<String, ?> object) {
    return inOrder(new TreeMap<>(object));
  }

  /** One object on one line, its members in the order of the map. */
  public static String inOrder(Map<String, ?> object) {
    try {
      return MAPPER.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a result that JSON cannot hold", e);
    }
  }
}
