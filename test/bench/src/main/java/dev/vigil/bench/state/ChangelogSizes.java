package dev.vigil.bench.state;

import java.util.Map;

/**
 * What the changelogs hold.
 *
 * @param stores by the store's name, in the order of the catalogue
 */
record ChangelogSizes(Map<String, Size> stores) {
  /**
   * One changelog.
   *
   * @param bytes on the broker's disk, one replica
   */
  record Size(long records, long bytes) {}

  /** Records in the changelog of a store. */
  long records(String store) {
    Size size = stores.get(store);
    return size == null ? 0 : size.records();
  }

  long records() {
    return stores.values().stream().mapToLong(Size::records).sum();
  }

  long bytes() {
    return stores.values().stream().mapToLong(Size::bytes).sum();
  }
}
