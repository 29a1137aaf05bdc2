package dev.vigil.topology.runtime.deadletter;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.vigil.serdes.avro.WriterSchemas;
import dev.vigil.serdes.event.AvroText;
import dev.vigil.serdes.fhir.JsonInput;
import dev.vigil.serdes.fhir.Utf8;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Key, header value or content of a dead letter: bytes that may be anything, or absent. */
public final class Bytes {
  /** Shown of what is no text. */
  static final int MOST_HEX_BYTES = 4_096;

  private static final int HEX_LINE = 16;

  private final byte @Nullable [] bytes;

  // Only read, and as large as a record can be.
  @SuppressWarnings("ArrayIsStoredDirectly")
  public Bytes(byte @Nullable [] bytes) {
    this.bytes = bytes;
  }

  /** Size and form, and nothing of what they say. */
  public String masked() {
    if (bytes == null) {
      return "none";
    }
    String size = String.format(Locale.ROOT, "%,d bytes", bytes.length);
    return bytes.length == 0 ? size : size + ", " + form(bytes);
  }

  /** The form alone, in words. */
  public String form() {
    if (bytes == null) {
      return "none";
    }
    return bytes.length == 0 ? "empty" : form(bytes);
  }

  private static String form(byte[] bytes) {
    if (AvroText.schemaId(bytes).isPresent()) {
      return "begins as Avro with schema id " + AvroText.schemaId(bytes).getAsInt();
    }
    if (text(bytes) == null) {
      return "no text in UTF-8";
    }
    return isJson(bytes) ? "JSON" : "text";
  }

  /**
   * What they say: text as it is, Avro as JSON, anything else in hexadecimal digits, of which no
   * more than the first {@value #MOST_HEX_BYTES} bytes.
   *
   * @param schemas null: Avro is not decoded
   */
  public List<String> lines(@Nullable WriterSchemas schemas) {
    if (bytes == null) {
      return List.of("(none)");
    }
    String text = text(schemas);
    return text == null ? hex(bytes) : text.replace("\t", "    ").lines().toList();
  }

  /** The same text in one piece; null: it is none. */
  public @Nullable String text(@Nullable WriterSchemas schemas) {
    if (bytes == null) {
      return null;
    }
    String avro = schemas == null ? null : AvroText.of(schemas, bytes);
    return avro == null ? text(bytes) : avro;
  }

  /** The first bytes in hexadecimal digits, as {@link #lines} has them. */
  public @Nullable String hex() {
    return bytes == null
        ? null
        : HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, MOST_HEX_BYTES));
  }

  /** How many there are. */
  public int size() {
    return bytes == null ? 0 : bytes.length;
  }

  private static @Nullable String text(byte[] bytes) {
    String text = Utf8.decode(bytes);
    // Other control characters may be just what is wrong with a text.
    return text == null || text.indexOf('\0') >= 0 ? null : text;
  }

  private static boolean isJson(byte[] bytes) {
    try (JsonParser parser = JsonInput.factory(JsonInput.MAX_DEPTH).createParser(bytes)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException e) {
      // What is wrong with it is what the reason and its location say.
      return false;
    }
  }

  private static List<String> hex(byte[] bytes) {
    HexFormat format = HexFormat.ofDelimiter(" ");
    List<String> lines = new ArrayList<>();
    int most = Math.min(bytes.length, MOST_HEX_BYTES);
    for (int at = 0; at < most; at += HEX_LINE) {
      byte[] line = Arrays.copyOfRange(bytes, at, Math.min(most, at + HEX_LINE));
      lines.add("%06x  %s".formatted(at, format.formatHex(line)));
    }
    if (bytes.length > most) {
      lines.add(String.format(Locale.ROOT, "… and %,d more bytes", bytes.length - most));
    }
    return lines;
  }
}
