package dev.vigil.config.profile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of critical limits. The shipped ones are examples, to be validated by the laboratory
 * before clinical use.
 *
 * @param name as in its head, for example {@code us-conventional}
 * @param version as in its head
 * @param contentHash first 12 hex digits of the SHA-256 of the file: {@code sha256sum} shows the
 *     same
 * @param validatedBy who validated it and when, as in its head; null: nobody did, and alerts say so
 * @param rules in the order of the file, disabled ones included
 */
public record CriticalValueProfile(
    String name,
    String version,
    String contentHash,
    @Nullable String validatedBy,
    List<CriticalValueRule> rules) {

  /** What an alert says of the limits while no laboratory validated them. */
  private static final String NOT_VALIDATED =
      "The limits are an example; no laboratory has validated this profile yet.";

  public CriticalValueProfile {
    rules = List.copyOf(rules);
  }

  /** Version and content hash, as alerts name it: {@code 1.0+3f2a9c417b08}. */
  public String versionAndHash() {
    return version + '+' + contentHash;
  }

  /** As audit and operation records name it: {@code us-conventional 1.0+3f2a9c417b08}. */
  public String nameVersionAndHash() {
    return name + ' ' + versionAndHash();
  }

  /** The rule of an id; null: there is none. */
  public @Nullable CriticalValueRule rule(String id) {
    for (CriticalValueRule rule : rules) {
      if (rule.id().equals(id)) {
        return rule;
      }
    }
    return null;
  }

  /** What a reader of an alert must know of the limits; null: the laboratory validated them. */
  public @Nullable String notice() {
    return validatedBy == null ? NOT_VALIDATED : null;
  }
}
