package dev.vigil.serdes.fhir;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a resource names by code and what it refers to, while it is scanned: rules of
 * consent ask for it, and reading it again would take half as long as the scan.
 */
final class ContentIndex {
  private final List<String> codes = new ArrayList<>();
  private final List<String> securityLabels = new ArrayList<>(2);
  private final List<String> references = new ArrayList<>();

  // One entry for each open object or array: what it has of a coding so far.
  private @Nullable String[] system = new String[16];
  private @Nullable String[] code = new String[16];
  private boolean[] quantity = new boolean[16];

  List<String> codes() {
    return codes;
  }

  List<String> securityLabels() {
    return securityLabels;
  }

  List<String> references() {
    return references;
  }

  void open(int depth) {
    if (depth == code.length) {
      system = Arrays.copyOf(system, depth * 2);
      code = Arrays.copyOf(code, depth * 2);
      quantity = Arrays.copyOf(quantity, depth * 2);
    }
    system[depth] = null;
    code[depth] = null;
    quantity[depth] = false;
  }

  /** A member of an open object is an object or array. */
  void container(int depth, String name) {
    if (name.equals("value")) {
      quantity[depth] = true;
    }
  }

  /** A member of an open object is what the parser stands on. */
  void value(int depth, JsonParser parser, boolean text) throws IOException {
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

  /**
   * An object or array ends.
   *
   * @param member the member of the resource it is in
   * @param element the member of that one
   */
  void close(int depth, String member, String element) {
    boolean meta = member.equals("meta");
    boolean label = meta && depth > 1 && element.equals("security");
    // With a value it is the unit of a quantity.
    if (code[depth] != null && !quantity[depth] && (label || !meta)) {
      (label ? securityLabels : codes)
          .add((system[depth] == null ? "" : system[depth]) + "|" + code[depth]);
    }
  }
}
