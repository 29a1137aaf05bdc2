package dev.vigil.topology.domain.consent;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By what somebody or something is known: a reference or an identifier, so that two ways to write
 * the same one are equal.
 *
 * @param base server of an absolute reference, without scheme; null: a relative one
 * @param typeAndId {@code Type/id}; null: an identifier, or a reference that names nobody by itself
 * @param identifier {@code system|value}; null: a reference
 */
record ReferenceKey(
    @Nullable String base, @Nullable String typeAndId, @Nullable String identifier) {
  /** A reference that can be compared with nothing: contained, urn:uuid, conditional. */
  private static final ReferenceKey OPAQUE = new ReferenceKey(null, null, null);

  static ReferenceKey ofIdentifier(String systemAndValue) {
    return new ReferenceKey(null, null, systemAndValue);
  }

  static ReferenceKey ofReference(String reference) {
    if (reference.startsWith("#") || reference.startsWith("urn:") || reference.contains("?")) {
      return OPAQUE;
    }
    int history = reference.indexOf("/_history/");
    String plain = history < 0 ? reference : reference.substring(0, history);
    int id = plain.lastIndexOf('/');
    if (id <= 0 || id == plain.length() - 1) {
      return OPAQUE;
    }
    int type = plain.lastIndexOf('/', id - 1);
    String base = type < 0 ? null : withoutScheme(plain.substring(0, type));
    return new ReferenceKey(base, plain.substring(type + 1), null);
  }

  /** A server is the same whether it is reached by http or https. */
  private static String withoutScheme(String base) {
    int scheme = base.indexOf("://");
    return scheme < 0 ? base : base.substring(scheme + 3);
  }

  /** Configured or received text: an identifier if it has a bar, else a reference. */
  static ReferenceKey of(String text) {
    return text.indexOf('|') >= 0 ? ofIdentifier(text) : ofReference(text);
  }

  static List<ReferenceKey> all(Iterable<String> texts) {
    List<ReferenceKey> keys = new ArrayList<>();
    texts.forEach(text -> keys.add(of(text)));
    return List.copyOf(keys);
  }

  /** As a person writes it. */
  String text() {
    if (identifier != null) {
      return identifier;
    }
    return (base == null ? "" : base + "/") + (typeAndId == null ? "unknown" : typeAndId);
  }

  /** YES or NO if both are known in the same way, else UNKNOWN. */
  Match same(ReferenceKey other) {
    if (identifier != null && other.identifier != null) {
      return sameIdentifier(identifier, other.identifier);
    }
    if (typeAndId == null || other.typeAndId == null) {
      return Match.UNKNOWN;
    }
    // A relative reference is relative to some server of this hospital: the base does not count.
    boolean sameBase = base == null || other.base == null || base.equals(other.base);
    if (sameBase && typeAndId.equals(other.typeAndId)) {
      return Match.YES;
    }
    return isCollective() || other.isCollective() ? Match.UNKNOWN : Match.NO;
  }

  /** One party may have an identifier in each of several systems. */
  private static Match sameIdentifier(String one, String other) {
    if (one.equals(other)) {
      return Match.YES;
    }
    String system = one.substring(0, one.indexOf('|') + 1);
    return other.startsWith(system) ? Match.NO : Match.UNKNOWN;
  }

  /** Stands for members that are not known here. */
  private boolean isCollective() {
    return typeAndId != null
        && (typeAndId.startsWith("Group/")
            || typeAndId.startsWith("CareTeam/")
            || typeAndId.startsWith("PractitionerRole/"));
  }

  /**
   * Whether two parties, each known by several keys, are the same: one pair that tells settles it.
   */
  static Match sameParty(List<ReferenceKey> one, List<ReferenceKey> other) {
    Match result = Match.UNKNOWN;
    for (ReferenceKey key : one) {
      for (ReferenceKey otherKey : other) {
        Match same = key.same(otherKey);
        if (same == Match.YES) {
          return Match.YES;
        }
        if (same == Match.NO) {
          result = Match.NO;
        }
      }
    }
    return result;
  }

  /** Whether a party is one of several; null: they are not known. */
  static Match isAmong(List<ReferenceKey> party, @Nullable List<String> references) {
    if (references == null) {
      return Match.UNKNOWN;
    }
    Match result = Match.NO;
    for (String reference : references) {
      result = result.or(sameParty(party, List.of(of(reference))));
    }
    return result;
  }
}
