package dev.vigil.topology.cli.io;

import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.fhir.FhirResource;
import org.jspecify.annotations.Nullable;

/**
 * Takes what {@link FhirFiles} finds, in the order of the file. A place is {@code file}, {@code
 * file:line} or {@code file: entry[3].resource}.
 */
public interface ResourceVisitor {
  /** A resource; of any type, valid or not, but not a Bundle. */
  void resource(String place, FhirResource resource);

  /**
   * Something that cannot be read as a resource.
   *
   * @param resourceType null: unknown, so that it may be of any type, or hold several
   * @param id null: unknown
   * @param fault stable code and position, never content
   */
  void unreadable(String place, @Nullable String resourceType, @Nullable String id, String fault);

  /** An entry of a history that tells of a deletion. */
  void deletion(String place, DeletedEntry entry);

  /** An object that does not say which type of resource it is. */
  default void untyped(String place, FhirResource object) {
    String fault = DeadLetterReason.MALFORMED_RESOURCE.code() + " at resourceType";
    unreadable(place, null, object.id(), fault);
  }

  /**
   * What an entry says of a deletion, as received; null: it does not.
   *
   * @param url of the request: which resource
   * @param etag of the response: which version
   * @param lastModified of the response: when
   */
  record DeletedEntry(@Nullable String url, @Nullable String etag, @Nullable String lastModified) {}
}
