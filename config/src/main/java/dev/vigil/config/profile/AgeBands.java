package dev.vigil.config.profile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ages for which the enabled rows of each code are, so that no patient is in two. */
final class AgeBands {
  /** Ages are compared in pairs, each with every day of birth. */
  private static final int MAX_ROWS_OF_A_CODE = 24;

  private final ProfileFaults faults;
  private final Map<String, List<Row>> byCode = new HashMap<>();

  private record Row(AgeBand band, int line) {}

  AgeBands(ProfileFaults faults) {
    this.faults = faults;
  }

  /** Takes an enabled row, which may have other faults; reports what it overlaps. */
  void add(String loinc, AgeBand band, int line) {
    List<Row> earlier = byCode.computeIfAbsent(loinc, code -> new ArrayList<>());
    if (earlier.size() == MAX_ROWS_OF_A_CODE) {
      faults.add(line, "more than " + MAX_ROWS_OF_A_CODE + " enabled rows of " + loinc);
      return;
    }
    for (Row other : earlier) {
      if (other.band().equals(band)) {
        faults.add(line, loinc + " with this age band is already on line " + other.line());
      } else if (AgeBandCheck.overlap(other.band(), band)) {
        faults.add(line, "age band of " + loinc + " overlaps the one on line " + other.line());
      }
    }
    earlier.add(new Row(band, line));
  }
}
