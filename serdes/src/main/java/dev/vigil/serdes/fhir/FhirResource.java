package dev.vigil.serdes.fhir;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A FHIR resource as received, whose members are parsed only when somebody asks for them. */
public final class FhirResource {
  /** Numbers keep their precision: the 6.90 a laboratory sent must not become 6.9. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final byte[] json;
  private final JsonNode root;

  private FhirResource(byte[] json, JsonNode root) {
    this.json = json;
    this.root = root;
  }

  /**
   * Indexes a resource.
   *
   * @throws IOException if the bytes are not one JSON object
   */
  public static FhirResource of(byte[] json) throws IOException {
    return new FhirResource(json, MAPPER.readTree(json));
  }

  /** The resource as received. */
  public byte[] json() {
    return json.clone();
  }

  public String resourceType() {
    return root.path("resourceType").asText();
  }

  public @Nullable String id() {
    return root.path("id").textValue();
  }

  /** A top-level member, or null if the resource does not have it. */
  public @Nullable JsonNode member(String name) {
    return root.get(name);
  }
}
