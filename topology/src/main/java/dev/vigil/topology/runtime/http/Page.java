package dev.vigil.topology.runtime.http;

import org.jspecify.annotations.Nullable;

/** What stands at one path. Asked by several threads. */
@FunctionalInterface
public interface Page {
  /**
   * The page as it is now.
   *
   * @param accept the request's Accept header; null: none
   */
  Answer answer(@Nullable String accept);
}
