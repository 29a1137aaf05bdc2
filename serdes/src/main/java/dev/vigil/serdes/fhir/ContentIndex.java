package dev.vigil.serdes.fhir;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a resource names by code and what it refers to: all that rules of consent ask of its
 * content, found in one pass without a tree.
 */
public final class ContentIndex {
  /** Where R4 resources say what they are about. */
  private static final Set<String> OWN_CODES =
      Set.of("code", "vaccineCode", "medicationCodeableConcept");

  private final List<String> codes = new ArrayList<>();
  private final List<String> securityLabels = new ArrayList<>(2);
  private final List<String> references = new ArrayList<>();
  private boolean uncoded;
  private boolean badLabels;

  // One entry for each open object or array: what it has of a coding so far.
  private boolean[] object = new boolean[16];
  private @Nullable String[] system = new String[16];
  private @Nullable String[] code = new String[16];
  private boolean[] quantity = new boolean[16];

  private ContentIndex() {}

  /**
   * Reads a resource.
   *
   * @param parser before the start of an object that is known to be well-formed
   */
  static ContentIndex of(JsonParser parser) throws IOException {
    ContentIndex index = new ContentIndex();
    index.read(parser);
    return index;
  }

  /**
   * {@code system|code} of every coding in the resource, meta left out: labels, tags and profiles
   * do not say what it is about. Null: its own code is text only, or cannot be read.
   */
  public @Nullable List<String> codes() {
    return uncoded ? null : codes;
  }

  /** {@code system|code} of meta.security; null: some cannot be read. */
  public @Nullable List<String> securityLabels() {
    return badLabels ? null : securityLabels;
  }

  /** Every literal reference in the resource, as received. */
  public List<String> references() {
    return references;
  }

  private void read(JsonParser parser) throws IOException {
    parser.nextToken();
    open(0, true);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String member = parser.currentName();
      parser.nextToken();
      if (member.equals("meta")) {
        readMeta(parser);
        continue;
      }
      int before = codes.size();
      readValue(parser, codes);
      if (codes.size() == before && OWN_CODES.contains(member)) {
        uncoded = true;
      }
    }
  }

  private void readMeta(JsonParser parser) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      badLabels = true;
      readValue(parser, null);
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean security = parser.currentName().equals("security");
      parser.nextToken();
      if (security) {
        readSecurity(parser);
      } else {
        readValue(parser, null);
      }
    }
  }

  private void readSecurity(JsonParser parser) throws IOException {
    if (!parser.isExpectedStartArrayToken()) {
      badLabels = true;
      readValue(parser, null);
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      int before = securityLabels.size();
      readValue(parser, securityLabels);
      badLabels |= securityLabels.size() == before;
    }
  }

  /**
   * Reads the value that the parser stands on, to its end.
   *
   * @param codings where its codings go; null: nowhere
   */
  private void readValue(JsonParser parser, @Nullable List<String> codings) throws IOException {
    int depth = 0;
    JsonToken token = parser.currentToken();
    while (true) {
      if (token.isStructStart()) {
        if (depth > 0 && object[depth] && parser.currentName().equals("value")) {
          quantity[depth] = true;
        }
        depth++;
        open(depth, token == JsonToken.START_OBJECT);
      } else if (token.isStructEnd()) {
        close(depth, codings);
        depth--;
      } else if (token != JsonToken.FIELD_NAME && depth > 0 && object[depth]) {
        scalar(depth, parser, token == JsonToken.VALUE_STRING);
      }
      if (depth == 0) {
        return;
      }
      token = parser.nextToken();
    }
  }

  private void open(int depth, boolean isObject) {
    if (depth == code.length) {
      object = Arrays.copyOf(object, depth * 2);
      system = Arrays.copyOf(system, depth * 2);
      code = Arrays.copyOf(code, depth * 2);
      quantity = Arrays.copyOf(quantity, depth * 2);
    }
    object[depth] = isObject;
    system[depth] = null;
    code[depth] = null;
    quantity[depth] = false;
  }

  private void scalar(int depth, JsonParser parser, boolean text) throws IOException {
    switch (parser.currentName()) {
      case "system" -> system[depth] = parser.getText();
      case "code" -> code[depth] = text ? parser.getText() : null;
      case "value" -> quantity[depth] = true;
      case "reference" -> {
        if (text) {
          references.add(parser.getText());
        }
      }
      default -> {
        // Neither part of a coding nor a reference.
      }
    }
  }

  private void close(int depth, @Nullable List<String> codings) {
    // With a value it is the unit of a quantity.
    if (codings != null && code[depth] != null && !quantity[depth]) {
      codings.add((system[depth] == null ? "" : system[depth]) + "|" + code[depth]);
    }
  }
}
