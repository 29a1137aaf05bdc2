package dev.vigil.serdes.fhir;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A FHIR resource as received. It was tokenised once, which proved it well-formed and found where
 * its values stand; a value is read only when somebody asks for it. For one thread at a time.
 */
public final class FhirResource {
  private static final ObjectReader READER =
      JsonMapper.builder(JsonInput.FACTORY).build().readerFor(JsonNode.class);

  private static final List<String> PATIENT_MEMBERS = List.of("subject", "patient", "beneficiary");

  private final ValueTable values;
  private final ContentHash contentHash;
  private @Nullable ContentIndex index;
  private @Nullable String resourceType;

  FhirResource(ValueTable values, ContentHash contentHash) {
    this.values = values;
    this.contentHash = contentHash;
  }

  /**
   * Reads a resource that stands alone.
   *
   * @throws IOException if the bytes are not one JSON object, or not FHIR's kind of JSON
   */
  public static FhirResource of(byte[] json) throws IOException {
    return of(json, 0, json.length);
  }

  /**
   * Reads a resource that is a part of a buffer, which must not change afterwards.
   *
   * @throws IOException if the bytes are not one JSON object, or not FHIR's kind of JSON
   */
  public static FhirResource of(byte[] buffer, int from, int length) throws IOException {
    return of(JsonInput.FACTORY, buffer, from, length);
  }

  /**
   * Reads a resource as {@link #of(byte[], int, int)} does, within a factory's bounds.
   *
   * @throws MalformedResource {@code not-an-object}, {@code trailing-content}, or what the scan
   *     finds
   * @throws IOException if the bytes are not well-formed JSON
   */
  public static FhirResource of(JsonFactory factory, byte[] buffer, int from, int length)
      throws IOException {
    return of(factory, new ResourceScanner(), buffer, from, length);
  }

  /**
   * The same with a scanner that may have read others before.
   *
   * @throws IOException as without one
   */
  public static FhirResource of(
      JsonFactory factory, ResourceScanner scanner, byte[] buffer, int from, int length)
      throws IOException {
    JsonInput.requireUtf8(buffer, from, length);
    try (JsonParser parser = factory.createParser(buffer, from, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedResource("not-an-object", 0);
      }
      FhirResource resource = scanner.scan(parser, buffer, from);
      if (parser.nextToken() != null) {
        throw new MalformedResource(
            "trailing-content", parser.currentTokenLocation().getByteOffset());
      }
      return resource;
    }
  }

  /** A copy of the JSON as received. */
  public byte[] json() {
    return Arrays.copyOfRange(buffer(), from(), to());
  }

  /**
   * The buffer that holds the JSON, not a copy: read only, from {@link #from()} to {@link #to()}.
   */
  public byte[] buffer() {
    return values.buffer();
  }

  /** First byte of the JSON in {@link #buffer()}. */
  public int from() {
    return values.start(0);
  }

  /** The byte after the JSON's last in {@link #buffer()}. */
  public int to() {
    return values.end(0);
  }

  /** The resource's type; empty if it does not say. */
  public String resourceType() {
    String known = resourceType;
    if (known == null) {
      String type = root().knownText("resourceType");
      known = type == null ? "" : type;
      resourceType = known;
    }
    return known;
  }

  public @Nullable String id() {
    return values.text("id");
  }

  /** meta.versionId as received. */
  public @Nullable String versionId() {
    return root().member("meta").text("versionId");
  }

  /** meta.lastUpdated as received. */
  public @Nullable String lastUpdated() {
    return root().member("meta").text("lastUpdated");
  }

  /** The literal references in subject, patient and beneficiary, as received. */
  public List<String> patientReferences() {
    List<String> references = new ArrayList<>(1);
    for (String member : PATIENT_MEMBERS) {
      // An Account has several subjects, in an array.
      for (Element subject : root().member(member).elements()) {
        String reference = subject.text("reference");
        if (reference != null) {
          references.add(reference);
        }
      }
    }
    return references;
  }

  /** Hash over the content, whatever its white space and member order. */
  public ContentHash contentHash() {
    return contentHash;
  }

  /**
   * A top-level member, or null if the resource does not have it. Parsed at each call, decimals as
   * doubles.
   */
  public @Nullable JsonNode member(String name) {
    int row = values.member(0, name);
    return row < 0 ? null : parse(values.start(row), values.end(row));
  }

  /** Names of the top-level members, in their order. */
  public List<String> memberNames() {
    return root().memberNames();
  }

  /** Codes, labels and references of the whole resource. Collected at the first call. */
  public ContentIndex index() {
    ContentIndex known = index;
    if (known == null) {
      known = ContentIndex.of(values);
      index = known;
    }
    return known;
  }

  /** The resource itself, to be read without a tree of nodes. */
  Element root() {
    return Element.of(values, 0);
  }

  private JsonNode parse(int start, int end) {
    try {
      return READER.readValue(values.buffer(), start, end - start);
    } catch (IOException e) {
      // The scan found these bytes to be one well-formed value.
      throw new UncheckedIOException("scanned bytes are not readable", e);
    }
  }
}
