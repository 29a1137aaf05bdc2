package dev.vigil.serdes.fhir;

import org.jspecify.annotations.Nullable;

/** A member's name with its hash: the names of FHIR come back in every resource. */
final class MemberName {
  /** A power of two. */
  private static final int KNOWN = 2048;

  /** FHIR's are shorter; bounds what hostile names can take. */
  private static final int LONGEST_KNOWN = 64;

  // Written by many threads without order: whatever one of them reads is whole, because a name is
  // immutable, and a name that another displaced is only made again.
  private static final @Nullable MemberName[] CACHE = new MemberName[KNOWN];

  private final String text;
  private final int hashCode;
  private final long high;
  private final long low;

  private MemberName(String text) {
    TextHash hash = new TextHash();
    hash.text(text);
    this.text = text;
    this.hashCode = text.hashCode();
    this.high = ContentHash.mix(hash.high());
    this.low = ContentHash.mix(hash.low());
  }

  static MemberName of(String text) {
    int hash = text.hashCode();
    int slot = (hash ^ (hash >>> 16)) & (KNOWN - 1);
    MemberName known = CACHE[slot];
    if (known != null && known.text.equals(text)) {
      return known;
    }
    int second = slot ^ 1;
    MemberName other = CACHE[second];
    if (other != null && other.text.equals(text)) {
      return other;
    }
    MemberName name = new MemberName(text);
    if (text.length() <= LONGEST_KNOWN) {
      CACHE[other == null ? second : slot] = name;
    }
    return name;
  }

  String text() {
    return text;
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }

  /** Whether it is this name, whose {@link String#hashCode()} is given: it tells most apart. */
  boolean is(String name, int nameHashCode) {
    return hashCode == nameHashCode && text.equals(name);
  }

  /** Whether it is the same name, told by its hash. */
  boolean is(MemberName other) {
    return high == other.high && low == other.low;
  }
}
