package dev.vigil.serdes.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** A scanned resource says what Jackson's tree of it says, and is refused where Jackson refuses. */
class ElementPropertyTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** One that no decimal of Java has. */
  private static final Pattern EXPONENT = Pattern.compile("[eE][-+]?\\d{10}");

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final String[] TEXTS = {
    "",
    "a",
    "seven b",
    "eight by",
    "nine byte",
    "ü",
    "😀",
    "\ud800",
    "\"",
    "\\",
    "/",
    "\n",
    "\u0000",
    "a\u007f",
    "\u0080",
    "a \"quoted\" text\\",
    "x".repeat(3_000),
    "ä".repeat(2_000)
  };

  private static final String[] NUMBERS = {
    "0",
    "-0",
    "7",
    "-12",
    "6.90",
    "1e3",
    "-1.5E-7",
    "123456789012345678901234567890",
    "0.000",
    "1e999999999"
  };

  @Property(tries = 2_000, seed = "20260115")
  void itReadsAsJacksonDoes(@ForAll long seed) throws IOException {
    String json = written(object(new Random(seed), 4), new Random(seed + 1));

    assertSame(json.getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 20_000, seed = "20260115")
  void whatIsBrokenIsRefusedWhereJacksonRefuses(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] json = written(object(random, 2), random).getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(json.length);
      json[at] =
          random.nextBoolean()
              ? (byte) random.nextInt(256)
              : (byte) "\"\\{}[]:,u0\n\u001f\u007f".charAt(random.nextInt(13));
    }

    assertSame(json);
  }

  @Property(tries = 2_000, seed = "20260115")
  void escapesAndWhiteSpaceDoNotCountInTheHash(@ForAll long seed) throws IOException {
    ObjectNode content = object(new Random(seed), 3);

    assertThat(hash(written(content, new Random(seed + 1))))
        .isEqualTo(hash(written(content, new Random(seed + 2))));
  }

  private static ContentHash hash(String json) throws IOException {
    return FhirResource.of(json.getBytes(StandardCharsets.UTF_8)).contentHash();
  }

  private static void assertSame(byte[] json) throws IOException {
    JsonNode expected = null;
    try {
      JsonInput.requireUtf8(json, 0, json.length);
      expected = MAPPER.readTree(json);
    } catch (JsonProcessingException | MalformedResource e) {
      // Refused.
    }
    FhirResource resource = null;
    try {
      resource = FhirResource.of(json);
    } catch (JsonProcessingException | MalformedResource e) {
      // Refused.
    }
    boolean object = expected != null && expected.isObject();
    if (object && resource == null && EXPONENT.matcher(utf8(json)).find()) {
      // Jackson takes it for infinite.
      return;
    }
    assertThat(resource == null ? null : read(resource.root()))
        .as(utf8(json))
        .isEqualTo(object ? expected : null);
    if (resource != null && expected != null) {
      assertThat(resource.memberNames()).containsExactlyElementsOf(names(expected));
      for (String name : names(expected)) {
        assertThat(resource.member(name)).isEqualTo(expected.get(name));
        assertThat(read(resource.root().member(name))).isEqualTo(expected.get(name));
      }
    }
  }

  private static String utf8(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** All of an element that its methods give, numbers as Jackson has them. */
  private static @Nullable JsonNode read(Element element) {
    String text = element.text();
    if (text != null) {
      return NODES.textNode(text);
    }
    BigDecimal number = element.number();
    if (number != null) {
      assertThat(number).isEqualTo(new BigDecimal(element.literal()));
    }
    if (!element.literal().isEmpty() && "-0123456789".indexOf(element.literal().charAt(0)) >= 0) {
      return number(element.literal());
    }
    if (element.isTruth()) {
      return NODES.booleanNode(Boolean.parseBoolean(element.literal()));
    }
    if (element.isArray()) {
      var array = NODES.arrayNode();
      element.elements().forEach(one -> array.add(read(one)));
      return array;
    }
    if (element.isObject()) {
      ObjectNode object = NODES.objectNode();
      for (String name : element.memberNames()) {
        object.set(name, read(element.member(name)));
      }
      return object;
    }
    return element.isMissing() ? null : NODES.nullNode();
  }

  private static JsonNode number(String literal) {
    try {
      return MAPPER.readTree(literal);
    } catch (JsonProcessingException e) {
      throw new AssertionError(literal, e);
    }
  }

  private static ObjectNode object(Random random, int depth) {
    ObjectNode object = NODES.objectNode();
    for (int i = random.nextInt(5); i >= 0; i--) {
      object.set(
          random.nextInt(4) == 0 ? TEXTS[random.nextInt(TEXTS.length)] : "m" + i,
          value(random, depth));
    }
    return object;
  }

  private static JsonNode value(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 5 : 8)) {
      case 0, 1 -> NODES.textNode(TEXTS[random.nextInt(TEXTS.length)]);
      case 2 -> number(NUMBERS[random.nextInt(NUMBERS.length)]);
      case 3 -> NODES.booleanNode(random.nextBoolean());
      case 4 -> NODES.nullNode();
      case 5, 6 -> object(random, depth - 1);
      default -> {
        var array = NODES.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(value(random, depth - 1));
        }
        yield array;
      }
    };
  }

  private static String written(JsonNode node, Random random) {
    StringBuilder json = new StringBuilder();
    write(node, random, json);
    return json.toString();
  }

  private static void write(JsonNode node, Random random, StringBuilder into) {
    space(random, into);
    if (node.isObject()) {
      into.append('{');
      Iterator<String> names = node.fieldNames();
      while (names.hasNext()) {
        String name = names.next();
        space(random, into);
        quote(name, random, into);
        space(random, into);
        into.append(':');
        write(node.get(name), random, into);
        into.append(names.hasNext() ? "," : "");
      }
      into.append('}');
    } else if (node.isArray()) {
      into.append('[');
      for (int i = 0; i < node.size(); i++) {
        into.append(i == 0 ? "" : ",");
        write(node.get(i), random, into);
      }
      into.append(']');
    } else if (node.isTextual()) {
      quote(node.textValue(), random, into);
    } else {
      into.append(node);
    }
    space(random, into);
  }

  /** Escapes what must be, and anything else now and then. */
  private static void quote(String text, Random random, StringBuilder into) {
    boolean often = random.nextInt(4) == 0;
    into.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean must =
          c < ' ' || c == '"' || c == '\\' || (Character.isSurrogate(c) && text.length() == 1);
      if (must || (often && random.nextInt(8) == 0 && !Character.isSurrogate(c))) {
        into.append(String.format("\\u%04x", (int) c));
      } else {
        into.append(c);
      }
    }
    into.append('"');
  }

  private static void space(Random random, StringBuilder into) {
    into.append(new String[] {"", "", "", " ", "\n\t", "\r\n    "}[random.nextInt(6)]);
  }
}
