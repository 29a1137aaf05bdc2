package dev.vigil.serdes.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of two resources the hash is the same exactly if they say the same. */
class ContentHashPropertyTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Property(tries = 500, seed = "20260115")
  void whiteSpaceAndMemberOrderDoNotCount(@ForAll long seed) {
    Random random = new Random(seed);
    JsonNode content = object(random, 3);

    assertThat(hash(written(content, new Random(seed + 1))))
        .isEqualTo(hash(written(content, new Random(seed + 2))));
  }

  @Property(tries = 500, seed = "20260115")
  void anyChangedValueCounts(@ForAll long seed) {
    ObjectNode content = object(new Random(seed), 3);
    ObjectNode changed = content.deepCopy();
    change(changed, new Random(seed + 1));

    assertThat(hash(changed.toString())).isNotEqualTo(hash(content.toString()));
  }

  /** What differs by little. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "6.90 | 6.9",
        "1 | \"1\"",
        "true | \"true\"",
        "null | \"null\"",
        "[] | {}",
        "[] | null",
        "[] | [[]]",
        "[[]] | [[],[]]",
        "{} | {\"a\":{}}",
        "[1,2] | [2,1]",
        "[1,[2]] | [[1],2]",
        "{\"a\":1,\"b\":2} | {\"a\":2,\"b\":1}",
        "{\"a\":\"\"} | {}",
        "\"ab\" | \"a\\u0000b\"",
        "[{\"a\":1},{\"b\":2}] | [{\"a\":1,\"b\":2},{}]"
      })
  void theseDiffer(String one, String other) {
    assertThat(hash("{\"x\":" + one + "}")).isNotEqualTo(hash("{\"x\":" + other + "}"));
  }

  @Test
  void anEscapeIsTheCharacter() {
    assertThat(hash("{\"x\\u0079\":\"\\u00fc\\/\"}")).isEqualTo(hash("{\"xy\":\"ü/\"}"));
  }

  /** A sum of weakly mixed members would let neighbours meet. */
  @Test
  void similarResourcesDoNotCollide() {
    Map<ContentHash, Integer> seen = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      seen.merge(hash("{\"id\":\"o" + i + "\",\"value\":" + i % 100 + "}"), 1, Integer::sum);
    }
    assertThat(seen).hasSize(50_000);
  }

  private static ContentHash hash(String json) {
    try {
      return FhirResource.of(json.getBytes(StandardCharsets.UTF_8)).contentHash();
    } catch (IOException e) {
      throw new AssertionError(json, e);
    }
  }

  private static ObjectNode object(Random random, int depth) {
    ObjectNode object = NODES.objectNode();
    for (int i = random.nextInt(5); i >= 0; i--) {
      object.set("m" + i, value(random, depth));
    }
    return object;
  }

  private static JsonNode value(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 4 : 6)) {
      case 0 -> NODES.textNode(text(random));
      case 1 -> NODES.numberNode(random.nextInt(100));
      case 2 -> NODES.booleanNode(random.nextBoolean());
      case 3 -> NODES.nullNode();
      case 4 -> object(random, depth - 1);
      default -> {
        ArrayNode array = NODES.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(value(random, depth - 1));
        }
        yield array;
      }
    };
  }

  private static String text(Random random) {
    return new String[] {"", "a", "ü", "😀", "a \"quoted\" text", "x".repeat(3_000)}
        [random.nextInt(6)];
  }

  /** Changes one value somewhere. */
  private static void change(ObjectNode object, Random random) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    String name = names.get(random.nextInt(names.size()));
    JsonNode value = object.get(name);
    switch (random.nextInt(3)) {
      case 0 -> object.set(name + "x", object.remove(name));
      case 1 -> object.remove(name);
      default -> {
        if (value instanceof ObjectNode inner && !inner.isEmpty()) {
          change(inner, random);
        } else if (value instanceof ArrayNode array) {
          array.add(NODES.arrayNode());
        } else {
          object.set(name, NODES.textNode(value.asText() + "y"));
        }
      }
    }
  }

  /** As JSON, with members in any order and white space anywhere. */
  private static String written(JsonNode node, Random random) {
    if (node.isObject()) {
      List<String> members = new ArrayList<>();
      node.forEachEntry(
          (name, value) ->
              members.add("\"" + name + "\"" + space(random) + ":" + written(value, random)));
      Collections.shuffle(members, random);
      return "{" + space(random) + String.join("," + space(random), members) + "}";
    }
    if (node.isArray()) {
      List<String> items = new ArrayList<>();
      node.forEach(item -> items.add(written(item, random)));
      return "[" + String.join(space(random) + ",", items) + space(random) + "]";
    }
    return space(random) + node + space(random);
  }

  private static String space(Random random) {
    return new String[] {"", " ", "\n\t", "\r\n    "}[random.nextInt(4)];
  }
}
