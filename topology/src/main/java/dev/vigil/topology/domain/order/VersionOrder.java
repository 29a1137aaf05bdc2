package dev.vigil.topology.domain.order;

import dev.vigil.avro.state.Brought;
import dev.vigil.avro.state.ResourceVersion;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Orders versions of one resource. versionIds that are numbers are compared within one source; else
 * meta.lastUpdated; a version that has neither (a delete, a record that could not be read) counts
 * by event time. What cannot be compared is a tie, and a tie goes to the later in the log: a record
 * that was replayed counts from where it stood first.
 */
public final class VersionOrder {
  private VersionOrder() {}

  /** Negative if the first is older, positive if it is newer, 0 for a tie. */
  public static int compare(ResourceVersion one, ResourceVersion other) {
    String number = number(one);
    String otherNumber = number(other);
    if (number != null && otherNumber != null && one.getSource().equals(other.getSource())) {
      int order = compareNumbers(number, otherNumber);
      return order == 0 ? comparePlaces(one, other) : order;
    }
    int order = compareTimes(one, other);
    return order == 0 ? comparePlaces(one, other) : order;
  }

  private static int compareTimes(ResourceVersion one, ResourceVersion other) {
    Long updated = one.getLastUpdated();
    Long otherUpdated = other.getLastUpdated();
    if (updated != null && otherUpdated != null) {
      return updated.compareTo(otherUpdated);
    }
    if (isBare(one) || isBare(other)) {
      return Long.compare(one.getEventTime(), other.getEventTime());
    }
    return 0;
  }

  /**
   * Only where one was replayed: brokers' clocks differ, and a live record that arrives is later in
   * the log than all that came before it, whatever its time.
   */
  private static int comparePlaces(ResourceVersion one, ResourceVersion other) {
    boolean known = one.getArrivedAt() > 0 && other.getArrivedAt() > 0;
    return known && (one.getReplayed() || other.getReplayed())
        ? Long.compare(one.getArrivedAt(), other.getArrivedAt())
        : 0;
  }

  /** Whether a version was replayed and stood before the other one, or the other way round. */
  public static boolean stoodBefore(ResourceVersion one, ResourceVersion other) {
    return comparePlaces(one, other) < 0;
  }

  /**
   * Whether a version that arrives says nothing that is not known. Two sources may count alike:
   * without a time, equal versionIds name the same version within one source only.
   */
  public static boolean isKnown(ResourceVersion candidate, @Nullable ResourceVersion newestSeen) {
    return newestSeen != null
        && !isBare(candidate)
        && Objects.equals(candidate.getVersionId(), newestSeen.getVersionId())
        && Objects.equals(candidate.getLastUpdated(), newestSeen.getLastUpdated())
        && (candidate.getLastUpdated() != null
            || candidate.getSource().equals(newestSeen.getSource()))
        && (candidate.getBrought() == newestSeen.getBrought()
            || (candidate.getBrought() == Brought.IDS_ONLY
                && newestSeen.getBrought() == Brought.CONTENT));
  }

  /**
   * Whether a version that arrives is older than the newest one seen, so that it changes nothing.
   *
   * @param newestSeen null: none was seen
   */
  public static boolean isOlder(ResourceVersion candidate, @Nullable ResourceVersion newestSeen) {
    return newestSeen != null && compare(candidate, newestSeen) < 0;
  }

  private static boolean isBare(ResourceVersion version) {
    return version.getVersionId() == null && version.getLastUpdated() == null;
  }

  /** Whether versions of such ids are compared as numbers. */
  public static boolean isNumber(@Nullable String versionId) {
    return number(versionId) != null;
  }

  private static @Nullable String number(ResourceVersion version) {
    return number(version.getVersionId());
  }

  /** The versionId without leading zeros; null if it is not a number. */
  private static @Nullable String number(@Nullable String id) {
    if (id == null || id.isEmpty()) {
      return null;
    }
    int start = 0;
    for (int i = 0; i < id.length(); i++) {
      char digit = id.charAt(i);
      if (digit < '0' || digit > '9') {
        return null;
      }
      if (digit == '0' && start == i) {
        start = i + 1;
      }
    }
    return id.substring(start);
  }

  /** Numbers of any length: the longer is the larger. */
  private static int compareNumbers(String one, String other) {
    int order = Integer.compare(one.length(), other.length());
    return order == 0 ? one.compareTo(other) : order;
  }
}
