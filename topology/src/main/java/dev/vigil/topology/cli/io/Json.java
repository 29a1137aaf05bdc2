package dev.vigil.topology.cli.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** How commands print results for programs. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What JSON lets stand in a string, and terminals take for commands as they do ESC. */
  private static final Pattern TERMINAL_CONTROLS = Pattern.compile("[\\x7F-\\x9F]");

  private Json() {}

  /** One object on one line, its members by name. */
  public static String line(Map<String, ?> object) {
    return inOrder(new TreeMap<>(object));
  }

  /** One object on one line, its members in the order of the map. */
  public static String inOrder(Map<String, ?> object) {
    try {
      String line = MAPPER.writeValueAsString(object);
      return TERMINAL_CONTROLS
          .matcher(line)
          .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a result that JSON cannot hold", e);
    }
  }
}
