package dev.vigil.topology.domain.profile;

import dev.vigil.config.profile.ProfileException;
import java.util.List;

/**
 * Why the profile that {@code active} names cannot be in force.
 *
 * @param reason what is wrong
 * @param hash first digits of the hash that {@code active} names; empty if it names none
 * @param faults faults of the profile by line, if that is what is wrong; they may quote it
 */
public record ProfileFault(Reason reason, String hash, List<ProfileException.Fault> faults) {

  /** What can be wrong. The codes are a contract. */
  public enum Reason {
    ACTIVE_MISSING("active-missing", "there is no record active, although there are profiles"),
    ACTIVE_MALFORMED("active-malformed", "the record active is not a SHA-256 of 64 hex digits"),
    CONTENT_MISSING("content-missing", "no profile is kept under the hash that active names"),
    CONTENT_ALTERED("content-altered", "the profile's SHA-256 is not the key it is kept under"),
    CONTENT_INVALID("content-invalid", "the profile has faults: see vigil profile active"),
    CONTENT_UNREADABLE(
        "content-unreadable", "reading the profile met a defect in Vigil: report it");

    private final String code;
    private final String meaning;

    Reason(String code, String meaning) {
      this.code = code;
      this.meaning = meaning;
    }

    /** Stable, lower case with hyphens. */
    public String code() {
      return code;
    }
  }

  public ProfileFault {
    faults = List.copyOf(faults);
  }

  ProfileFault(Reason reason, String hash) {
    this(reason, hash, List.of());
  }

  /** Code and meaning in one line, without the profile's content. */
  public String text() {
    return reason.code + (hash.isEmpty() ? "" : " (" + hash + ")") + ": " + reason.meaning;
  }
}
