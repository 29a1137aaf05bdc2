package dev.vigil.topology.domain.lab;

import dev.vigil.avro.Direction;
import dev.vigil.serdes.fhir.Coding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The laboratory's own verdict in Observation.interpretation. HH, LL and AA are critical; H, L and
 * A alone are abnormal, not critical (v3-ObservationInterpretation, v2 table 0078).
 */
enum LaboratoryFlag {
  /** No critical flag. */
  NONE,
  /** LL. */
  LOW,
  /** HH. */
  HIGH,
  /** AA, or HH and LL at once. */
  ABNORMAL,
  /** A critical flag of a code system that is not HL7's, so that its meaning is a guess. */
  FOREIGN;

  static LaboratoryFlag of(List<Coding> interpretation) {
    LaboratoryFlag flag = NONE;
    for (Coding coding : interpretation) {
      LaboratoryFlag one = of(coding);
      if (one != NONE) {
        flag = combine(flag, one);
      }
    }
    return flag;
  }

  private static LaboratoryFlag of(Coding coding) {
    String code = coding.code();
    if (code == null || code.length() != 2) {
      return NONE;
    }
    LaboratoryFlag flag =
        switch (code) {
          case "LL" -> LOW;
          case "HH" -> HIGH;
          case "AA" -> ABNORMAL;
          default -> NONE;
        };
    return flag == NONE || isTrusted(coding.system()) ? flag : FOREIGN;
  }

  private static boolean isTrusted(@Nullable String system) {
    if (system == null) {
      return true;
    }
    return switch (system) {
      case "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
          "http://terminology.hl7.org/CodeSystem/v2-0078",
          "http://hl7.org/fhir/v3/ObservationInterpretation",
          "http://hl7.org/fhir/v2/0078",
          "urn:oid:2.16.840.1.113883.5.83",
          "urn:oid:2.16.840.1.113883.12.78" ->
          true;
      default -> false;
    };
  }

  private static LaboratoryFlag combine(LaboratoryFlag a, LaboratoryFlag b) {
    if (a == NONE || a == FOREIGN || a == b) {
      return b;
    }
    if (b == FOREIGN) {
      return a;
    }
    // AA says nothing on the direction; HH and LL together contradict each other.
    return a == ABNORMAL ? b : b == ABNORMAL ? a : ABNORMAL;
  }

  boolean isCritical() {
    return this == LOW || this == HIGH || this == ABNORMAL;
  }

  Direction direction() {
    return switch (this) {
      case LOW -> Direction.LOW;
      case HIGH -> Direction.HIGH;
      default -> Direction.FLAGGED;
    };
  }
}
