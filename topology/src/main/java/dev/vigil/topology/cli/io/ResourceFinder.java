package dev.vigil.topology.cli.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.event.JsonFault;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.JsonInput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the resources in one JSON value: itself, the entries of a Bundle, the items of an array.
 */
final class ResourceFinder {
  /** Fault of what is beyond a bound on size. */
  static final String TOO_LARGE = DeadLetterReason.TOO_LARGE.code();

  /** Bundles and arrays within each other: a batch of searches is two. */
  private static final int MAX_NESTING = 8;

  private static final JsonFactory ANY_DEPTH = JsonInput.factory(JsonInput.MAX_DEPTH);

  /** What an entry says of itself that visitors learn. */
  private static final Set<String> OF_ENTRIES =
      Set.of("request.method", "request.url", "response.etag", "response.lastModified");

  private final byte[] json;

  ResourceFinder(byte[] json) {
    this.json = json;
  }

  /** Whether it is one well-formed JSON object or array, and nothing besides. */
  boolean isWhole() {
    try {
      new Outline().read(0, json.length);
      return true;
    } catch (IOException notJson) {
      return false;
    }
  }

  /** Whether it is one well-formed JSON object that says which resource, or event, it is. */
  boolean isWholeResource() {
    Outline outline = new Outline();
    try {
      outline.read(0, json.length);
      return !outline.isArray && (outline.resourceType != null || outline.isEvent);
    } catch (IOException notJson) {
      return false;
    }
  }

  /**
   * Takes everything to a visitor.
   *
   * @param place of the whole value
   * @param bounded refuses a resource that is too deep
   */
  void find(String place, int maxResourceBytes, JsonFactory bounded, ResourceVisitor visitor) {
    new Search(maxResourceBytes, bounded, visitor).find(0, json.length, place, place + ": ", 0);
  }

  /** What a first look at a value tells; as far as it came if the look failed. */
  private final class Outline {
    boolean isArray;
    boolean isEvent;
    @Nullable String resourceType;
    @Nullable String id;
    private boolean idTwice;
    private int types;
    private int entries;
    int entryFrom;
    int entryTo;

    boolean isBundle() {
      return types == 1 && "Bundle".equals(resourceType);
    }

    /** Why it cannot be told which resources it holds; null: it can. */
    @Nullable String fault() {
      // Of two types or two lists of entries, either may be the one.
      if (types > 1) {
        return DeadLetterReason.MEMBER_TWICE.code() + " at resourceType";
      }
      if (isBundle() && entries > 1) {
        return DeadLetterReason.MEMBER_TWICE.code() + " at entry";
      }
      if (isBundle() && entries == 1 && entryFrom == entryTo) {
        return DeadLetterReason.MALFORMED_RESOURCE.code() + " at entry";
      }
      return null;
    }

    void read(int from, int to) throws IOException {
      JsonInput.requireUtf8(json, from, to - from);
      try (JsonParser parser = ANY_DEPTH.createParser(json, from, to - from)) {
        JsonToken first = parser.nextToken();
        isArray = first == JsonToken.START_ARRAY;
        if (first == JsonToken.START_OBJECT) {
          while (parser.nextToken() == JsonToken.FIELD_NAME) {
            member(parser, from);
          }
        } else {
          parser.skipChildren();
        }
        boolean scalar = first == null || first.isScalarValue();
        if (scalar || parser.nextToken() != null) {
          throw new JsonParseException(parser, scalar ? "not an object" : "trailing content");
        }
      }
    }

    private void member(JsonParser parser, int from) throws IOException {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      types += name.equals("resourceType") ? 1 : 0;
      isEvent = isEvent || name.equals("eventType") || name.equals("specversion");
      entries += name.equals("entry") ? 1 : 0;
      if (value == JsonToken.VALUE_STRING && name.equals("resourceType")) {
        resourceType = parser.getText();
      } else if (value == JsonToken.VALUE_STRING && name.equals("id")) {
        // Of two ids, either may be the one.
        idTwice = idTwice || id != null;
        id = idTwice ? null : parser.getText();
      } else if (value == JsonToken.START_ARRAY && name.equals("entry")) {
        entryFrom = from + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        entryTo = from + (int) parser.currentLocation().getByteOffset();
      } else {
        parser.skipChildren();
      }
    }
  }

  /** One walk over the value. */
  private final class Search {
    private final int maxResourceBytes;
    private final JsonFactory bounded;
    private final ResourceVisitor visitor;

    Search(int maxResourceBytes, JsonFactory bounded, ResourceVisitor visitor) {
      this.maxResourceBytes = maxResourceBytes;
      this.bounded = bounded;
      this.visitor = visitor;
    }

    /**
     * Looks at one value.
     *
     * @param prefix what the place of something in it begins with
     */
    void find(int from, int to, String place, String prefix, int nesting) {
      Outline outline = new Outline();
      try {
        outline.read(from, to);
        boolean isBundle = outline.isBundle();
        String fault = outline.fault();
        if (fault != null) {
          visitor.unreadable(place, null, null, fault);
        } else if ((isBundle || outline.isArray) && nesting == MAX_NESTING) {
          visitor.unreadable(place, null, null, DeadLetterReason.JSON_TOO_DEEP.code());
        } else if (outline.isArray) {
          items(from, to, prefix, nesting);
        } else if (isBundle) {
          entries(outline.entryFrom, outline.entryTo, prefix, nesting);
        } else if (to - from > maxResourceBytes) {
          visitor.unreadable(place, outline.resourceType, outline.id, TOO_LARGE);
        } else {
          resource(from, to, place);
        }
      } catch (IOException e) {
        boolean mayHoldMore = outline.isBundle() || outline.fault() != null;
        visitor.unreadable(
            place,
            mayHoldMore ? null : outline.resourceType,
            mayHoldMore ? null : outline.id,
            JsonFault.of(e).text());
      }
    }

    private void resource(int from, int to, String place) throws IOException {
      FhirResource resource = FhirResource.of(bounded, json, from, to - from);
      if (resource.resourceType().isEmpty()) {
        visitor.untyped(place, resource);
      } else {
        visitor.resource(place, resource);
      }
    }

    private void items(int from, int to, String prefix, int nesting) throws IOException {
      try (JsonParser parser = ANY_DEPTH.createParser(json, from, to - from)) {
        parser.nextToken();
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
          value(parser, from, "%s[%d]".formatted(prefix, i), nesting);
        }
      }
    }

    private void entries(int from, int to, String prefix, int nesting) throws IOException {
      if (from == to) {
        return;
      }
      try (JsonParser parser = ANY_DEPTH.createParser(json, from, to - from)) {
        parser.nextToken();
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
          entry(parser, from, "%sentry[%d]".formatted(prefix, i), nesting);
        }
      }
    }

    private void entry(JsonParser parser, int from, String place, int nesting) throws IOException {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        value(parser, from, place, nesting);
        return;
      }
      Map<String, String> said = new HashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "resource" -> value(parser, from, place + ".resource", nesting);
          case "request", "response" -> texts(parser, name, said);
          default -> parser.skipChildren();
        }
      }
      if ("DELETE".equals(said.get("request.method"))) {
        visitor.deletion(
            place,
            new ResourceVisitor.DeletedEntry(
                said.get("request.url"),
                said.get("response.etag"),
                said.get("response.lastModified")));
      }
    }

    /** The texts in an object, by the name of both. */
    private static void texts(JsonParser parser, String object, Map<String, String> said)
        throws IOException {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        return;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = object + "." + parser.currentName();
        if (parser.nextToken() == JsonToken.VALUE_STRING && OF_ENTRIES.contains(name)) {
          said.put(name, parser.getText());
        }
        parser.skipChildren();
      }
    }

    private void value(JsonParser parser, int from, String place, int nesting) throws IOException {
      if (!parser.currentToken().isStructStart()) {
        visitor.unreadable(place, null, null, DeadLetterReason.MALFORMED_RESOURCE.code());
        return;
      }
      int start = from + (int) parser.currentTokenLocation().getByteOffset();
      parser.skipChildren();
      int end = from + (int) parser.currentLocation().getByteOffset();
      find(start, end, place, place + ".", nesting + 1);
    }
  }
}
