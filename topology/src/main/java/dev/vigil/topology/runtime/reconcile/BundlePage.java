package dev.vigil.topology.runtime.reconcile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.event.JsonFault;
import dev.vigil.serdes.fhir.FhirInstant;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.JsonInput;
import java.io.IOException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One page of a history or a search. It is walked over as bytes: HAPI's parser would give up a page
 * for one bad resource, quote it in its log, and give numbers and texts back changed.
 */
final class BundlePage {
  /** What an entry without readable type or id is called. */
  static final String NO_ID = "no-id";

  /** The server names neither version nor time, so that nothing tells whether it was seen. */
  static final String NO_VERSION = "no-version";

  /**
   * Lets through what a bounded parser then refuses of one resource: else it would be refused of
   * the whole page.
   */
  private static final JsonFactory LENIENT =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(100_000)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          // Error messages would quote patient data.
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?:^|/)([A-Z][A-Za-z]{1,63})/([A-Za-z0-9.\\-]{1,64})(?:/_history/([A-Za-z0-9.\\-]{1,64}))?$");

  private static final Pattern ETAG = Pattern.compile("(?:W/)?\"([A-Za-z0-9.\\-]{1,64})\"");

  private static final int MAX_LINK = 8 * 1024;

  private final byte[] json;
  private final JsonFactory bounded;
  private final int maxResourceBytes;
  private @Nullable String type;
  private @Nullable String bundleType;
  private @Nullable String next;
  private int entries;

  /**
   * A page as received.
   *
   * @param bounded refuses a resource that is too deep
   */
  BundlePage(byte[] json, JsonFactory bounded, int maxResourceBytes) {
    this.json = json;
    this.bounded = bounded;
    this.maxResourceBytes = maxResourceBytes;
  }

  /**
   * Hands over all entries.
   *
   * @throws IOException if it is no whole Bundle; some entries may have been handed over
   */
  void read(PageVisitor visitor) throws IOException {
    JsonInput.requireUtf8(json, 0, json.length);
    try (JsonParser parser = LENIENT.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(parser, "not an object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (name) {
          case "resourceType" -> type = text(parser);
          case "type" -> bundleType = text(parser);
          case "link" -> links(parser, value);
          case "entry" -> entries(parser, value, visitor);
          default -> parser.skipChildren();
        }
      }
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "trailing content");
      }
    }
    if (!"Bundle".equals(type)) {
      throw new IOException("no Bundle");
    }
  }

  /** Whether it is what was asked for: servers answer an unknown operation in many ways. */
  boolean isOfType(String wanted) {
    return wanted.equals(bundleType);
  }

  /** Where the next page is; null: this was the last. */
  @Nullable String next() {
    return next;
  }

  /** How many entries it has. */
  int entries() {
    return entries;
  }

  private static @Nullable String text(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    parser.skipChildren();
    return null;
  }

  private void links(JsonParser parser, @Nullable JsonToken value) throws IOException {
    if (value != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String relation = null;
      String url = null;
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        continue;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "relation" -> relation = text(parser);
          case "url" -> url = text(parser);
          default -> parser.skipChildren();
        }
      }
      if ("next".equals(relation) && url != null) {
        if (next != null || url.length() > MAX_LINK) {
          throw new IOException("next page ambiguous");
        }
        next = url;
      }
    }
  }

  private void entries(JsonParser parser, @Nullable JsonToken value, PageVisitor visitor)
      throws IOException {
    if (value != JsonToken.START_ARRAY) {
      throw new IOException("entries are no array");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      entries++;
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        visitor.unreadable(null, null, DeadLetterReason.MALFORMED_RESOURCE.code());
        continue;
      }
      new Entry().read(parser, visitor);
    }
  }

  /** One entry, whose members may come in any order. */
  private final class Entry {
    private int from = -1;
    private int to;
    private @Nullable String fullUrl;
    private @Nullable String method;
    private @Nullable String url;
    private @Nullable String etag;
    private @Nullable String lastModified;
    private @Nullable String mode;

    void read(JsonParser parser, PageVisitor visitor) throws IOException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("resource") && value == JsonToken.START_OBJECT) {
          from = (int) parser.currentTokenLocation().getByteOffset();
          parser.skipChildren();
          to = (int) parser.currentLocation().getByteOffset();
        } else if (name.equals("fullUrl")) {
          fullUrl = text(parser);
        } else if (value == JsonToken.START_OBJECT) {
          members(parser, name);
        } else {
          parser.skipChildren();
        }
      }
      // A search may bring what was not searched for, and its own remarks.
      if (mode == null || mode.equals("match")) {
        tell(visitor);
      }
    }

    private void members(JsonParser parser, String of) throws IOException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = of + "." + parser.currentName();
        parser.nextToken();
        switch (name) {
          case "request.method" -> method = text(parser);
          case "request.url" -> url = text(parser);
          case "response.etag" -> etag = text(parser);
          case "response.lastModified" -> lastModified = text(parser);
          case "search.mode" -> mode = text(parser);
          default -> parser.skipChildren();
        }
      }
    }

    private void tell(PageVisitor visitor) {
      Matcher reference = reference();
      String type = reference == null ? null : reference.group(1);
      String id = reference == null ? null : reference.group(2);
      if ("DELETE".equals(method)) {
        if (type == null || id == null) {
          visitor.unreadable(null, null, NO_ID);
        } else {
          Instant at = FhirInstant.parse(lastModified);
          visitor.change(new ServerChange(type, id, version(reference), at, true, null));
        }
        return;
      }
      if (from < 0) {
        visitor.unreadable(type, id, DeadLetterReason.MALFORMED_RESOURCE.code());
        return;
      }
      if (to - from > maxResourceBytes) {
        visitor.unreadable(type, id, DeadLetterReason.TOO_LARGE.code());
        return;
      }
      try {
        resource(FhirResource.of(bounded, json, from, to - from), visitor);
      } catch (IOException e) {
        visitor.unreadable(type, id, JsonFault.of(e).reason().code());
      }
    }

    private void resource(FhirResource resource, PageVisitor visitor) {
      String type = resource.resourceType();
      String id = resource.id();
      String version = resource.versionId();
      Instant lastUpdated = FhirInstant.parse(resource.lastUpdated());
      if (type.isEmpty() || id == null || id.isEmpty()) {
        visitor.unreadable(type.isEmpty() ? null : type, null, NO_ID);
      } else if ((version == null || version.isEmpty()) && lastUpdated == null) {
        visitor.unreadable(type, id, NO_VERSION);
      } else {
        visitor.change(
            new ServerChange(
                type,
                id,
                version == null || version.isEmpty() ? null : version,
                lastUpdated,
                false,
                resource));
      }
    }

    private @Nullable Matcher reference() {
      for (String one : new String[] {url, fullUrl}) {
        if (one != null && one.length() <= MAX_LINK) {
          Matcher found = REFERENCE.matcher(one);
          if (found.find()) {
            return found;
          }
        }
      }
      return null;
    }

    private @Nullable String version(@Nullable Matcher reference) {
      Matcher tag = etag == null ? null : ETAG.matcher(etag);
      if (tag != null && tag.matches()) {
        return tag.group(1);
      }
      return reference == null ? null : reference.group(3);
    }
  }
}
