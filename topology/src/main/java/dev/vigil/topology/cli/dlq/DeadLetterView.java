package dev.vigil.topology.cli.dlq;

import dev.vigil.serdes.avro.WriterSchemas;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.runtime.deadletter.Bytes;
import dev.vigil.topology.runtime.deadletter.DeadLetter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** All that can be said of one dead letter, for a person and for a program. */
final class DeadLetterView {
  private static final String UNKNOWN_REASON =
      "This release does not know the reason: look into the catalogue of the release that set it"
          + " aside.";
  private static final String NOT_VIGILS =
      "Vigil did not write this record: find out who else may write to the topic.";
  private static final String ENCRYPTED = "encrypted";
  private static final int LONGEST_NAME = 100;
  private static final int MOST_HEADERS = 100;

  private final DeadLetter letter;
  private final DeadLetterState state;

  DeadLetterView(DeadLetter letter, DeadLetterState state) {
    this.letter = letter;
    this.state = state;
  }

  /** Key, header values and content masked. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    add(lines, "dead letter", letter.coordinates().toString());
    add(lines, "reason", orNone(letter.reason()) + " (" + orNone(letter.category()) + ")");
    add(lines, "location", orNone(letter.location()));
    add(lines, "cause", letter.knownReason().map(DeadLetterReason::cause).orElseGet(this::unknown));
    letter.knownReason().ifPresent(reason -> add(lines, "remedy", reason.remedy()));
    add(lines, "failed at", orNone(letter.source()));
    add(lines, "stood first at", orNone(letter.origin()));
    add(lines, "arrived", letter.time().toString());
    add(
        lines,
        "replayed before",
        letter.attempt().isPresent() ? letter.attempt().getAsInt() + " times" : "-");
    add(lines, "set aside by", "Vigil " + orNone(letter.version()));
    add(lines, "state", state.code());
    if (!letter.malformed().isEmpty()) {
      add(lines, "malformed", String.join(", ", letter.malformed()));
    }
    List<Header> headers = letter.ownHeaders();
    headers.stream()
        .limit(MOST_HEADERS)
        .forEach(header -> add(lines, "header", name(header) + ": " + bytes(header).masked()));
    if (headers.size() > MOST_HEADERS) {
      add(lines, "header", "… and " + (headers.size() - MOST_HEADERS) + " more");
    }
    add(lines, "key", key().masked());
    add(lines, "content", letter.isEncrypted() ? encrypted() : content().masked());
    return lines;
  }

  private String encrypted() {
    return String.format(Locale.ROOT, "%,d bytes, %s", content().size(), ENCRYPTED);
  }

  /**
   * What is masked above, in full.
   *
   * @param value the record's, decrypted if it was encrypted
   */
  List<String> contentLines(WriterSchemas schemas, byte @Nullable [] value) {
    List<String> lines = new ArrayList<>();
    add(lines, "key", key().lines(null));
    for (Header header : letter.ownHeaders()) {
      add(lines, "header " + name(header), bytes(header).lines(null));
    }
    add(lines, "content", new Bytes(value).lines(schemas));
    return lines;
  }

  /**
   * The same for a program.
   *
   * @param schemas with key, header values and content; null: without
   * @param value the record's, decrypted if it was encrypted; not asked for without schemas
   */
  Map<String, @Nullable Object> object(@Nullable WriterSchemas schemas, byte @Nullable [] value) {
    Map<String, @Nullable Object> object = DeadLetterRow.of(letter, state).object();
    object.put("topic", letter.record().topic());
    object.put("cause", letter.knownReason().map(DeadLetterReason::cause).orElseGet(this::unknown));
    object.put("remedy", letter.knownReason().map(DeadLetterReason::remedy).orElse(null));
    boolean shown = schemas != null;
    object.put(
        "headers",
        letter.ownHeaders().stream()
            .map(
                header -> {
                  Map<String, @Nullable Object> one = object(bytes(header), shown, null);
                  one.put("name", header.key());
                  return one;
                })
            .toList());
    object.put("key", object(key(), shown, null));
    object.put("content", object(shown ? new Bytes(value) : content(), shown, schemas));
    object.put("encrypted", letter.isEncrypted());
    return object;
  }

  private static Map<String, @Nullable Object> object(
      Bytes bytes, boolean shown, @Nullable WriterSchemas schemas) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("bytes", bytes.size());
    object.put("form", bytes.form());
    if (shown) {
      String text = bytes.text(schemas);
      object.put("text", text);
      object.put("hex", text == null ? bytes.hex() : null);
    }
    return object;
  }

  private String unknown() {
    return letter.reason() == null ? NOT_VIGILS : UNKNOWN_REASON;
  }

  private Bytes key() {
    return new Bytes(letter.record().key());
  }

  private Bytes content() {
    return new Bytes(letter.record().value());
  }

  private static Bytes bytes(Header header) {
    return new Bytes(header.value());
  }

  private static String name(Header header) {
    String name = header.key();
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
  }

  private static String orNone(@Nullable Object value) {
    return Objects.toString(value, "-");
  }

  private static void add(List<String> lines, String name, String text) {
    lines.add("%-16s%s".formatted(Printable.of(name), Printable.of(text)));
  }

  private static void add(List<String> lines, String name, List<String> text) {
    lines.add(Printable.of(name) + ":");
    text.forEach(line -> lines.add("  " + Printable.of(line)));
  }
}
