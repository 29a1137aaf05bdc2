package dev.vigil.config.access;

import java.util.List;

/**
 * One thing that somebody must be allowed.
 *
 * @param role who: {@link AclCatalogue#APPLICATION} and so on; each is a principal of its own
 * @param operation what
 * @param resource to what
 * @param needed for what, for people: commands, or a few words
 */
public record Acl(String role, Operation operation, Resource resource, List<String> needed) {
  /** Keeps a copy of the list. */
  public Acl {
    needed = List.copyOf(needed);
  }
}
