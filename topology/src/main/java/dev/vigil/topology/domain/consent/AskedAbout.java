package dev.vigil.topology.domain.consent;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The resource that a question is about; asked for only when a criterion needs it. Null means
 * unknown, for example of an id-only notification; an empty list means that the resource has none.
 */
public interface AskedAbout {

  /** FHIR resource type. */
  String resourceType();

  /** FHIR resource types of what the resource contains. */
  default List<String> containedTypes() {
    return List.of();
  }

  /** {@code Type/id}. */
  @Nullable String reference();

  /** {@code system|code} of every code in the resource. */
  @Nullable List<String> codes();

  /** {@code system|code} of meta.security. */
  @Nullable List<String> securityLabels();

  /** Start of the clinical time of the data. */
  @Nullable Instant clinicalStart();

  /** End of the clinical time of the data, inclusive. */
  @Nullable Instant clinicalEnd();

  /** References to who wrote it: performer, author, recorder... */
  @Nullable List<String> authors();

  /** All references of the resource. */
  @Nullable List<String> references();

  /** A resource of which only the type and perhaps the id are known. */
  static AskedAbout onlyType(String resourceType, @Nullable String reference) {
    return new Known(resourceType, reference, null, null, null, null, null, null);
  }

  /** A resource described by what is known of it. */
  record Known(
      String resourceType,
      @Nullable String reference,
      @Nullable List<String> codes,
      @Nullable List<String> securityLabels,
      @Nullable Instant clinicalStart,
      @Nullable Instant clinicalEnd,
      @Nullable List<String> authors,
      @Nullable List<String> references)
      implements AskedAbout {}
}
