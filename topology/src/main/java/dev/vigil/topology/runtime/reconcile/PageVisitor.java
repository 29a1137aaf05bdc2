package dev.vigil.topology.runtime.reconcile;

import org.jspecify.annotations.Nullable;

/** Takes what stands on a FHIR server's pages. */
interface PageVisitor {
  /** A version of a resource. */
  void change(ServerChange change);

  /**
   * An entry that cannot be read.
   *
   * @param type null: unknown
   * @param id null: unknown
   * @param fault stable code, never content
   */
  void unreadable(@Nullable String type, @Nullable String id, String fault);
}
