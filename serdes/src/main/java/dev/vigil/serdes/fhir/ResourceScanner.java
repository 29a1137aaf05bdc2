package dev.vigil.serdes.fhir;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks once over a resource's tokens: proves it well-formed, indexes it, hashes it. */
public final class ResourceScanner {
  /** More than any FHIR element has; bounds the search for repeated members. */
  private static final int MAX_MEMBERS = 512;

  /** A number of a larger exponent is none to Java, whose decimals count it as an int. */
  private static final int MAX_EXPONENT_DIGITS = 9;

  private static final int OBJECT = 1;

  private final JsonParser parser;
  private final byte[] buffer;
  private final int base;

  private String[] names = new String[24];
  private int[] starts = new int[24];
  private int[] ends = new int[24];
  private int members;

  // Name hashes of the members read so far of all open objects, and where each object's begin.
  private long[] openNames = new long[64];
  private int openNamesEnd;
  private int[] openNamesStart = new int[16];

  // One entry per open object or array: its kind, the hash of the member name it stands under, its
  // own hash so far.
  private int[] kinds = new int[16];
  private long[] nameHigh = new long[16];
  private long[] nameLow = new long[16];
  private long[] high = new long[16];
  private long[] low = new long[16];

  private final ContentIndex index = new ContentIndex();

  private String resourceType = "";
  private @Nullable String id;
  private @Nullable String versionId;
  private @Nullable String lastUpdated;
  private List<String> patientReferences = List.of();

  /**
   * Scans with a parser that stands on the resource's START_OBJECT.
   *
   * @param buffer what the parser reads
   * @param base index in the buffer from which the parser counts its offsets
   */
  public ResourceScanner(JsonParser parser, byte[] buffer, int base) {
    this.parser = parser;
    this.buffer = buffer;
    this.base = base;
  }

  /**
   * Reads up to the resource's END_OBJECT.
   *
   * @throws IOException if it is not well-formed, too deep, names a member twice, or holds a number
   *     that cannot be computed with
   */
  public FhirResource scan() throws IOException {
    int from = base + (int) parser.currentTokenLocation().getByteOffset();
    int depth = 0;
    open(0, OBJECT);
    String member = "";
    while (true) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new MalformedResource("unexpected-end", parser.currentLocation().getByteOffset());
      }
      switch (token) {
        case FIELD_NAME -> {
          String name = parser.currentName();
          hashName(depth, name);
          requireFirst(depth);
          if (depth == 0) {
            member = name;
            addMember(name);
            index.member(name);
          } else if (depth == 1) {
            index.element(name);
          }
        }
        case START_OBJECT, START_ARRAY -> {
          if (depth == 0) {
            starts[members - 1] = tokenStart();
          }
          index.open(depth + 1, token == JsonToken.START_OBJECT, kinds[depth] == OBJECT, parser);
          depth++;
          open(depth, token == JsonToken.START_OBJECT ? OBJECT : 0);
        }
        case END_OBJECT, END_ARRAY -> {
          long closedHigh = ContentHash.mix(high[depth] ^ kinds[depth]);
          long closedLow = ContentHash.mix(low[depth] + kinds[depth]);
          if (depth == 0) {
            index.endMember();
            return resource(from, position(), new ContentHash(closedHigh, closedLow));
          }
          index.close(depth);
          openNamesEnd = openNamesStart[depth];
          depth--;
          add(depth, closedHigh, closedLow);
          if (depth == 0) {
            ends[members - 1] = position();
          }
        }
        default -> {
          if (depth == 0) {
            starts[members - 1] = tokenStart();
          }
          char[] text = parser.getTextCharacters();
          int offset = parser.getTextOffset();
          int length = parser.getTextLength();
          if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            requireNumber(text, offset, length);
          }
          // A text and a number of the same characters are different content.
          int kind = token == JsonToken.VALUE_STRING ? 1 : 2;
          add(
              depth,
              ContentHash.mix(ContentHash.textHigh(text, offset, length) + kind),
              ContentHash.mix(ContentHash.textLow(text, offset, length) + kind));
          if (depth == 0) {
            ends[members - 1] = position();
          }
          index.scalar(depth, kinds[depth] == OBJECT, parser, kind == 1);
          if (depth <= 2 && kind == 1) {
            note(depth, member);
          }
        }
      }
    }
  }

  /** The resource's type as far as it was read; empty: not yet. */
  public String resourceType() {
    return resourceType;
  }

  /** The resource's id as far as it was read; null: not yet. */
  public @Nullable String id() {
    return id;
  }

  /** Keeps the few texts that every event is checked by. */
  private void note(int depth, String member) throws IOException {
    if (depth == 0) {
      switch (member) {
        case "resourceType" -> resourceType = parser.getText();
        case "id" -> id = parser.getText();
        default -> {
          // Not needed for every event.
        }
      }
      return;
    }
    // An Account has several subjects, in an array.
    boolean ofMember = kinds[1] == OBJECT ? depth == 1 : depth == 2 && kinds[2] == OBJECT;
    if (!ofMember) {
      return;
    }
    String name = parser.currentName();
    switch (member) {
      case "meta" -> {
        if (name.equals("versionId")) {
          versionId = parser.getText();
        } else if (name.equals("lastUpdated")) {
          lastUpdated = parser.getText();
        }
      }
      case "subject", "patient", "beneficiary" -> {
        if (name.equals("reference")) {
          if (patientReferences.isEmpty()) {
            patientReferences = new ArrayList<>(1);
          }
          patientReferences.add(parser.getText());
        }
      }
      default -> {
        // Not needed for every event.
      }
    }
  }

  /**
   * Refuses a member that its object has already: of two values of a result, either may be the one.
   */
  private void requireFirst(int depth) throws MalformedResource {
    long name = nameHigh[depth];
    for (int i = openNamesStart[depth]; i < openNamesEnd; i++) {
      if (openNames[i] == name) {
        throw new MalformedResource("member-twice", parser.currentTokenLocation().getByteOffset());
      }
    }
    if (openNamesEnd - openNamesStart[depth] == MAX_MEMBERS) {
      throw new MalformedResource(
          "too-many-members", parser.currentTokenLocation().getByteOffset());
    }
    if (openNamesEnd == openNames.length) {
      openNames = Arrays.copyOf(openNames, openNamesEnd * 2);
    }
    openNames[openNamesEnd++] = name;
  }

  /** Refuses a number that whoever reads the member later could not take for one. */
  private void requireNumber(char[] text, int offset, int length) throws MalformedResource {
    int digits = 0;
    for (int i = offset + length - 1; i >= offset && text[i] != '.'; i--) {
      char c = text[i];
      if ((c == 'e' || c == 'E') && digits > MAX_EXPONENT_DIGITS) {
        throw new MalformedResource(
            "number-out-of-range", parser.currentTokenLocation().getByteOffset());
      }
      digits += c >= '0' && c <= '9' ? 1 : 0;
    }
  }

  private void addMember(String name) {
    if (members == names.length) {
      names = Arrays.copyOf(names, members * 2);
      starts = Arrays.copyOf(starts, members * 2);
      ends = Arrays.copyOf(ends, members * 2);
    }
    names[members++] = name;
  }

  private void open(int depth, int kind) {
    if (depth == kinds.length) {
      kinds = Arrays.copyOf(kinds, depth * 2);
      nameHigh = Arrays.copyOf(nameHigh, depth * 2);
      nameLow = Arrays.copyOf(nameLow, depth * 2);
      high = Arrays.copyOf(high, depth * 2);
      low = Arrays.copyOf(low, depth * 2);
      openNamesStart = Arrays.copyOf(openNamesStart, depth * 2);
    }
    openNamesStart[depth] = openNamesEnd;
    kinds[depth] = kind;
    // An array must not start at 0: it would stay there for any number of empty arrays in it.
    high[depth] = 1;
    low[depth] = 1;
  }

  private void hashName(int depth, String name) throws IOException {
    char[] text = parser.getTextCharacters();
    int offset = parser.getTextOffset();
    nameHigh[depth] = ContentHash.textHigh(text, offset, name.length());
    nameLow[depth] = ContentHash.textLow(text, offset, name.length());
  }

  private void add(int depth, long valueHigh, long valueLow) {
    if (kinds[depth] == OBJECT) {
      // A sum does not depend on the order of members.
      high[depth] += ContentHash.mix(nameHigh[depth] * 31 + valueHigh);
      low[depth] += ContentHash.mix(nameLow[depth] * 31 + valueLow);
    } else {
      high[depth] = ContentHash.mix(high[depth] * 31 + valueHigh);
      low[depth] = ContentHash.mix(low[depth] * 31 + valueLow);
    }
  }

  private int tokenStart() {
    return base + (int) parser.currentTokenLocation().getByteOffset();
  }

  private int position() {
    return base + (int) parser.currentLocation().getByteOffset();
  }

  private FhirResource resource(int from, int to, ContentHash hash) {
    return new FhirResource(
        buffer,
        from,
        to,
        Arrays.copyOf(names, members),
        Arrays.copyOf(starts, members),
        Arrays.copyOf(ends, members),
        resourceType,
        id,
        versionId,
        lastUpdated,
        patientReferences,
        index,
        hash);
  }
}
