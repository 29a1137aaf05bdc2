package dev.vigil.topology.domain.lab;

import dev.vigil.avro.AgeBasis;
import dev.vigil.avro.DetectedBy;
import dev.vigil.avro.Direction;
import dev.vigil.avro.ValueChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value that is critical, and by what.
 *
 * @param loinc LOINC code it was judged by; null when only the laboratory's flag made it critical
 *     and no LOINC code was sent
 * @param analyte name in the profile, else the code's display or text as received
 * @param comparator as received; null for an exact value
 * @param value as received, with its precision
 * @param unit as received: code, else text; empty if none was sent
 * @param normalizedValue the value in {@code normalizedUnit}, of a range the end nearer to the
 *     limit; null if it was not converted
 * @param normalizedUnit UCUM unit of the rule
 * @param direction which limit was crossed, or FLAGGED
 * @param limit the limit that was crossed, in {@code normalizedUnit}; null when only flagged
 * @param detectedBy the profile, the laboratory, or both
 * @param rule id of the profile's rule; null when only flagged
 * @param change a change since an earlier value that is critical in itself; null if there is none
 * @param ageBasis whether the patient's age was known
 * @param remarks codes of {@link LabRemarks}: what a reader must know of the result
 */
public record CriticalValue(
    @Nullable String loinc,
    String analyte,
    @Nullable String comparator,
    String value,
    String unit,
    @Nullable Double normalizedValue,
    @Nullable String normalizedUnit,
    Direction direction,
    @Nullable Double limit,
    DetectedBy detectedBy,
    @Nullable String rule,
    @Nullable ValueChange change,
    AgeBasis ageBasis,
    List<String> remarks) {

  CriticalValue withRemarks(List<String> other) {
    return with(direction, detectedBy, rule, change, other);
  }

  /** The same value with what makes it critical beside its limits and flags. */
  public CriticalValue changed(
      ValueChange since, Direction newDirection, DetectedBy by, String byRule) {
    return with(newDirection, by, byRule, since, remarks);
  }

  private CriticalValue with(
      Direction otherDirection,
      DetectedBy by,
      @Nullable String byRule,
      @Nullable ValueChange since,
      List<String> otherRemarks) {
    return new CriticalValue(
        loinc,
        analyte,
        comparator,
        value,
        unit,
        normalizedValue,
        normalizedUnit,
        otherDirection,
        limit,
        by,
        byRule,
        since,
        ageBasis,
        otherRemarks);
  }
}
