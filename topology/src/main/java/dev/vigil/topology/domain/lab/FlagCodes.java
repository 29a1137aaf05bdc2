package dev.vigil.topology.domain.lab;

import dev.vigil.serdes.fhir.Coding;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which codes of Observation.interpretation are critical: HH, LL and AA always; HU and LU
 * (significantly high and low) where the hospital says so; H, L and A alone never
 * (v3-ObservationInterpretation, v2 table 0078). Codes count in either case, and so do the words
 * that these code systems use for them, where no HL7 system is named.
 */
final class FlagCodes {
  private static final Map<String, LaboratoryFlag> CRITICAL =
      Map.of("HH", LaboratoryFlag.HIGH, "LL", LaboratoryFlag.LOW, "AA", LaboratoryFlag.ABNORMAL);

  private static final Map<String, LaboratoryFlag> SIGNIFICANT =
      Map.of("HU", LaboratoryFlag.HIGH, "LU", LaboratoryFlag.LOW);

  private static final Map<String, LaboratoryFlag> WORDS =
      Map.of(
          "critical high", LaboratoryFlag.HIGH,
          "critically high", LaboratoryFlag.HIGH,
          "panic high", LaboratoryFlag.HIGH,
          "critical low", LaboratoryFlag.LOW,
          "critically low", LaboratoryFlag.LOW,
          "panic low", LaboratoryFlag.LOW,
          "critical abnormal", LaboratoryFlag.ABNORMAL,
          "critically abnormal", LaboratoryFlag.ABNORMAL,
          "critical", LaboratoryFlag.ABNORMAL);

  private static final int LONGEST_WORDS = 40;

  private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");

  /** "Critical high (HH)", "Critical low value". */
  private static final Pattern CODE_BEHIND = Pattern.compile("( (hh|ll|aa|value|result|alert))+$");

  private static final Set<String> SYSTEMS =
      Set.of(
          "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
          "https://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
          "http://terminology.hl7.org/CodeSystem/v2-0078",
          "https://terminology.hl7.org/CodeSystem/v2-0078",
          "http://hl7.org/fhir/v3/ObservationInterpretation",
          "http://hl7.org/fhir/v2/0078",
          "http://hl7.org/fhir/ValueSet/observation-interpretation",
          "urn:oid:2.16.840.1.113883.5.83",
          "urn:oid:2.16.840.1.113883.12.78");

  private final boolean significant;

  /**
   * @param significant whether HU and LU are critical
   */
  FlagCodes(boolean significant) {
    this.significant = significant;
  }

  LaboratoryFlag of(List<Coding> interpretation) {
    LaboratoryFlag flag = LaboratoryFlag.NONE;
    for (Coding coding : interpretation) {
      flag = flag.and(of(coding));
    }
    return flag;
  }

  private LaboratoryFlag of(Coding coding) {
    String system = coding.system();
    LaboratoryFlag flag = ofCode(coding.code());
    if (system != null && SYSTEMS.contains(system)) {
      return flag;
    }
    if (flag == LaboratoryFlag.NONE) {
      flag = ofWords(coding.code()).and(ofWords(coding.display()));
    }
    return flag == LaboratoryFlag.NONE || system == null ? flag : LaboratoryFlag.FOREIGN;
  }

  private LaboratoryFlag ofCode(@Nullable String received) {
    if (received == null || received.length() < 2) {
      return LaboratoryFlag.NONE;
    }
    String code = received.strip();
    if (code.length() != 2) {
      return LaboratoryFlag.NONE;
    }
    String upper = code.toUpperCase(Locale.ROOT);
    LaboratoryFlag flag = CRITICAL.get(upper);
    if (flag == null && significant) {
      flag = SIGNIFICANT.get(upper);
    }
    return flag == null ? LaboratoryFlag.NONE : flag;
  }

  private static LaboratoryFlag ofWords(@Nullable String text) {
    if (text == null || text.length() > LONGEST_WORDS) {
      return LaboratoryFlag.NONE;
    }
    String words = NO_LETTERS.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
    return WORDS.getOrDefault(CODE_BEHIND.matcher(words).replaceFirst(""), LaboratoryFlag.NONE);
  }
}
