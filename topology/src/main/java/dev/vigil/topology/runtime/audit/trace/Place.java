package dev.vigil.topology.runtime.audit.trace;

import dev.vigil.serdes.event.ReplayHeaders;

/**
 * Where a record stands.
 *
 * @param topic full name
 * @param partition from 0
 * @param offset from 0
 */
public record Place(String topic, int partition, long offset) {

  /** As headers and audit records say it, {@code topic:partition:offset}. */
  @Override
  public String toString() {
    return ReplayHeaders.origin(topic, partition, offset);
  }
}
