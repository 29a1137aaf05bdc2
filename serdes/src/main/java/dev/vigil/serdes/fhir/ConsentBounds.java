package dev.vigil.serdes.fhir;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Refuses a Consent that is larger than anybody's will can be, before it costs memory in every
 * instance that holds this patient.
 */
final class ConsentBounds {
  /** Deepest nesting of provisions; the root is 1. */
  static final int MAX_DEPTH = 32;

  /** Most provisions in one Consent. */
  static final int MAX_PROVISIONS = 2_000;

  /** Deepest nesting of JSON in an element: whoever reads it may do so by recursion. */
  static final int MAX_NESTING = 200;

  /** Longest code or reference that is kept, in characters. */
  static final int MAX_TEXT = 1_000;

  /** Most values of all criteria of one Consent together. */
  static final int MAX_VALUES = 20_000;

  /** Most JSON values in one element, whatever they are. */
  static final int MAX_ELEMENTS = 10 * MAX_VALUES;

  private int provisions;
  private int values;

  private ConsentBounds() {}

  /** Checks an element that decides. */
  static void check(JsonNode element) throws UnreadableResource {
    new ConsentBounds().walkElement(element, 1);
  }

  static void checkProvision(JsonNode rootProvision) throws UnreadableResource {
    new ConsentBounds().walk(rootProvision, 1);
  }

  private void walkElement(JsonNode element, int depth) throws UnreadableResource {
    if (depth > MAX_NESTING) {
      throw new UnreadableResource("consent-too-deep");
    }
    values += element.size();
    if (values > MAX_ELEMENTS) {
      throw new UnreadableResource("consent-too-large");
    }
    for (JsonNode child : element) {
      walkElement(child, depth + 1);
    }
  }

  private void walk(JsonNode provision, int depth) throws UnreadableResource {
    if (depth > MAX_DEPTH) {
      throw new UnreadableResource("consent-too-deep");
    }
    if (++provisions > MAX_PROVISIONS) {
      throw new UnreadableResource("consent-too-large");
    }
    for (JsonNode member : provision) {
      values += member.size();
      if (member.isArray()) {
        for (JsonNode value : member) {
          values += value.path("coding").size();
        }
      }
    }
    if (values > MAX_VALUES) {
      throw new UnreadableResource("consent-too-large");
    }
    for (JsonNode nested : provision.path("provision")) {
      walk(nested, depth + 1);
    }
  }
}
