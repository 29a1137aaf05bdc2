package dev.vigil.serdes.fhir;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Walks once over a resource's tokens: proves it well-formed, notes its values, hashes it. What it
 * needs for that is kept for the next resource. Not thread-safe.
 */
public final class ResourceScanner {
  /** More than any FHIR element has; bounds the search for repeated members. */
  private static final int MAX_MEMBERS = 512;

  /** A number of a larger exponent is none to Java, whose decimals count it as an int. */
  private static final int MAX_EXPONENT_DIGITS = 9;

  private final ValueTable values = new ValueTable();
  private final TextHash hash = new TextHash();
  private final Open resource = new Open(null);
  private JsonParser parser;
  private byte[] buffer = new byte[0];
  private int base;

  /** An object or array that is open. */
  private static final class Open {
    final @Nullable Open outer;
    @Nullable Open inner;

    boolean isObject;
    int row;
    long high;
    long low;

    /** The member that is read; null: none yet, or an array. */
    @Nullable MemberName name;

    int members;

    /** One bit for each member, by its hash: who does not find it set is the first of its name. */
    long seen;

    /** As {@link #seen}, by other bits of the hash: two names of one object rarely share both. */
    long seenToo;

    Open(@Nullable Open outer) {
      this.outer = outer;
    }

    Open open(boolean object, int at) {
      Open next = inner;
      if (next == null) {
        next = new Open(this);
        inner = next;
      }
      next.begin(object, at);
      return next;
    }

    void begin(boolean object, int at) {
      isObject = object;
      row = at;
      // An array must not start at 0: it would stay there for any number of empty arrays in it.
      high = 1;
      low = 1;
      name = null;
      members = 0;
      seen = 0;
      seenToo = 0;
    }

    void add(long valueHigh, long valueLow) {
      MemberName under = name;
      if (under == null) {
        high = ContentHash.mix(high * 31 + valueHigh);
        low = ContentHash.mix(low * 31 + valueLow);
      } else {
        // A sum does not depend on the order of members.
        high += ContentHash.mix(under.high() * 31 + valueHigh);
        low += ContentHash.mix(under.low() * 31 + valueLow);
      }
    }
  }

  // scan sets the parser before all else reads it.
  @SuppressWarnings("NullAway.Init")
  public ResourceScanner() {}

  /**
   * Reads up to the resource's END_OBJECT.
   *
   * @param from a parser that stands on the resource's START_OBJECT
   * @param read what it reads; must not change afterwards
   * @param start index in that buffer from which the parser counts its offsets
   * @throws IOException if it is not well-formed, too deep, names a member twice, or holds a number
   *     that cannot be computed with
   */
  public FhirResource scan(JsonParser from, byte[] read, int start) throws IOException {
    parser = from;
    buffer = read;
    base = start;
    values.clear(read);
    Open open = resource;
    open.begin(true, values.begin(null, tokenStart()));
    while (true) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new MalformedResource("unexpected-end", parser.currentLocation().getByteOffset());
      }
      switch (token) {
        case FIELD_NAME -> name(open);
        case START_OBJECT, START_ARRAY ->
            open =
                open.open(token == JsonToken.START_OBJECT, values.begin(open.name, tokenStart()));
        case END_OBJECT, END_ARRAY -> {
          values.end(open.row, position());
          int kind = open.isObject ? 1 : 0;
          long high = ContentHash.mix(open.high ^ kind);
          long low = ContentHash.mix(open.low + kind);
          Open outer = open.outer;
          if (outer == null) {
            return new FhirResource(values.copy(), new ContentHash(high, low));
          }
          outer.add(high, low);
          open = outer;
        }
        case VALUE_STRING -> text(open);
        default -> {
          int row = values.begin(open.name, tokenStart());
          values.end(row, position());
          if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            requireNumber(values.start(row), values.end(row));
          }
          hash.literal(buffer, values.start(row), values.end(row));
          open.add(hash.high(), hash.low());
        }
      }
    }
  }

  /** The resource's type as far as it was read; empty: not yet. */
  public String resourceType() {
    String type = values.text("resourceType");
    return type == null ? "" : type;
  }

  /** The resource's id as far as it was read; null: not yet. */
  public @Nullable String id() {
    return values.text("id");
  }

  private void name(Open object) throws IOException {
    MemberName name = MemberName.of(parser.currentName());
    long bit = 1L << name.high();
    long otherBit = 1L << (name.low() >>> 12);
    if ((object.seen & bit) != 0 && (object.seenToo & otherBit) != 0) {
      requireFirst(object, name);
    }
    if (object.members == MAX_MEMBERS) {
      throw new MalformedResource(
          "too-many-members", parser.currentTokenLocation().getByteOffset());
    }
    object.members++;
    object.seen |= bit;
    object.seenToo |= otherBit;
    object.name = name;
  }

  /**
   * Refuses a member that its object has already: of two values of a result, either may be the one.
   */
  private void requireFirst(Open object, MemberName name) throws MalformedResource {
    for (int row = object.row + 1; row < values.size(); row = values.next(row)) {
      MemberName other = values.name(row);
      if (other != null && other.is(name)) {
        throw new MalformedResource("member-twice", parser.currentTokenLocation().getByteOffset());
      }
    }
  }

  /** Refuses a number that whoever reads the member later could not take for one. */
  private void requireNumber(int from, int to) throws MalformedResource {
    int digits = 0;
    for (int i = to - 1; i >= from && buffer[i] != '.'; i--) {
      byte c = buffer[i];
      if ((c == 'e' || c == 'E') && digits > MAX_EXPONENT_DIGITS) {
        throw new MalformedResource(
            "number-out-of-range", parser.currentTokenLocation().getByteOffset());
      }
      digits += c >= '0' && c <= '9' ? 1 : 0;
    }
  }

  private void text(Open open) throws IOException {
    int start = tokenStart();
    int quote = hash.quoted(buffer, start + 1);
    if (quote >= 0) {
      values.endPlain(values.begin(open.name, start), quote + 1);
    } else {
      char[] text = parser.getTextCharacters();
      hash.text(text, parser.getTextOffset(), parser.getTextLength());
      values.end(values.begin(open.name, start), position());
    }
    open.add(hash.high(), hash.low());
  }

  private int tokenStart() {
    return base + (int) parser.currentTokenLocation().getByteOffset();
  }

  private int position() {
    return base + (int) parser.currentLocation().getByteOffset();
  }
}
