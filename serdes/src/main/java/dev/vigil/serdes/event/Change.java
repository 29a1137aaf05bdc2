package dev.vigil.serdes.event;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What happened to a resource. */
public enum Change {
  CREATED,
  UPDATED,
  DELETED,
  /** An operator clears what is indeterminate in a patient's consent. */
  CLEARED;

  /** The change that an event type's last part names; null if it is none. */
  static @Nullable Change of(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "created" -> CREATED;
      // A revocation arrives as the Consent's new, inactive version.
      case "updated", "revoked" -> UPDATED;
      case "deleted" -> DELETED;
      case "cleared" -> CLEARED;
      default -> null;
    };
  }
}
