package dev.vigil.config.profile;

import java.util.List;

/**
 * A table of critical limits. The shipped ones are examples, to be validated by the laboratory
 * before clinical use.
 *
 * @param name as in its head, for example {@code us-conventional}
 * @param version as in its head
 * @param contentHash first 12 hex digits of the SHA-256 of the file: {@code sha256sum} shows the
 *     same
 * @param rules in the order of the file, disabled ones included
 */
public record CriticalValueProfile(
    String name, String version, String contentHash, List<CriticalValueRule> rules) {

  public CriticalValueProfile {
    rules = List.copyOf(rules);
  }

  /** Version and content hash, as alerts name it: {@code 1.0+3f2a9c417b08}. */
  public String versionAndHash() {
    return version + '+' + contentHash;
  }
}
