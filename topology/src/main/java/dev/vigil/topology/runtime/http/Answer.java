package dev.vigil.topology.runtime.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a page answers.
 *
 * @param status of HTTP
 * @param contentType with its character set
 * @param body whole
 * @param headers further ones
 */
// The array is handed on to the connection, not kept.
@SuppressWarnings("ArrayRecordComponent")
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
  static final String JSON = "application/json; charset=utf-8";

  private static final String TEXT = "text/plain; charset=utf-8";

  static Answer text(int status, String line) {
    return new Answer(status, TEXT, bytes(line + "\n"), Map.of());
  }

  static Answer of(int status, String contentType, String body) {
    return new Answer(status, contentType, bytes(body), Map.of());
  }

  Answer with(String header, String value) {
    return new Answer(status, contentType, body, Map.of(header, value));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
