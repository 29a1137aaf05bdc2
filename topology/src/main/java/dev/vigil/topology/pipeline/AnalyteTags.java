package dev.vigil.topology.pipeline;

import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.profile.CriticalValueRule;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The analyte of an alert, as a tag: what the profile in force calls its first analytes, in its
 * order. All else, what a laboratory calls a value it flagged among it, is one value: metrics take
 * no names of others, nor any number of them. Safe for several threads.
 */
final class AnalyteTags {
  /** Shipped profiles have fewer; who writes a longer one puts first what is watched most. */
  private static final int MOST = 48;

  static final String OTHER = "other";

  private volatile Known known;

  private record Known(CriticalValueProfile profile, Set<String> analytes) {}

  AnalyteTags(CriticalValueProfile profile) {
    this.known = of(profile);
  }

  /** From now on records are judged by this profile. */
  // Asked for each alert: another object is another profile, equal or not.
  @SuppressWarnings("ReferenceEquality")
  void follow(CriticalValueProfile profile) {
    if (known.profile() != profile) {
      known = of(profile);
    }
  }

  String of(CriticalLabAlert alert) {
    return known.analytes().contains(alert.getAnalyte()) ? alert.getAnalyte() : OTHER;
  }

  private static Known of(CriticalValueProfile profile) {
    return new Known(
        profile,
        profile.rules().stream()
            .map(CriticalValueRule::analyte)
            .distinct()
            .limit(MOST)
            .collect(Collectors.toUnmodifiableSet()));
  }
}
