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

  /** Most values of all criteria of one Consent together. */
  static final int MAX_VALUES = 20_000;

  private int provisions;
  private int values;

  private ConsentBounds() {}

  static void check(JsonNode rootProvision) throws UnreadableResource {
    new ConsentBounds().walk(rootProvision, 1);
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
