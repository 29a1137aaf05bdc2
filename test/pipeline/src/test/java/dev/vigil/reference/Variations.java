package dev.vigil.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.reference.ReferenceProfile.Row;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes other results of one: Synthea knows no critical potassium, no comparators and no flags. The
 * same on every run.
 */
final class Variations {
  private static final MathContext DIGITS = new MathContext(25);
  private static final String UCUM = "http://unitsofmeasure.org";
  private static final List<String> UNITS =
      List.of(
          "g/dL", "g/L", "mg/dL", "mg/L", "ug/mL", "ug/dL", "ug/L", "ng/mL", "ng/dL", "pg/mL",
          "mmol/L", "umol/L", "nmol/L", "meq/L", "mEq/L", "mm[Hg]", "mmHg", "kPa", "%", "L/L",
          "10*3/uL", "10*9/L", "/uL", "s", "min", "[pH]", "{INR}", "1", "mosm/kg");
  private static final List<String> VALUES =
      List.of("valueQuantity", "valueString", "valueCodeableConcept");
  private static final List<String> SCALES =
      List.of("0.05", "0.3", "0.6", "0.9", "1", "1", "1.3", "1.7", "2.5", "4", "12");
  private static final List<String> STATUSES =
      List.of(
          "preliminary",
          "amended",
          "corrected",
          "registered",
          "cancelled",
          "entered-in-error",
          "unknown");
  private static final List<String> FLAGS = List.of("HH", "LL", "AA", "H", "L", "N", "A");
  private static final List<String> FLAG_SYSTEMS =
      List.of(
          "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
          "http://terminology.hl7.org/CodeSystem/v2-0078",
          "http://hl7.org/fhir/v2/0078",
          "http://hospital.example/flags");
  private static final List<Period> AGES =
      List.of(
          Period.ZERO,
          Period.ofDays(1),
          Period.ofDays(6),
          Period.ofDays(7),
          Period.ofDays(27),
          Period.ofDays(28),
          Period.ofDays(30),
          Period.ofMonths(5),
          Period.ofMonths(6),
          Period.ofYears(10),
          Period.ofYears(16),
          Period.ofYears(18),
          Period.ofYears(70));

  private final Random random = new Random(4);

  /** A result and its patient's birth date. */
  record Variation(JsonNode observation, @Nullable String birthDate) {}

  /**
   * Another result.
   *
   * @param like an Observation with a day
   * @param rule the code to judge it by
   */
  Variation of(JsonNode like, Row rule) {
    ObjectNode result = like.deepCopy();
    String birthDate =
        birthDate(LocalDate.parse(result.path("effectiveDateTime").asText().substring(0, 10)));
    setCode(result, rule);
    setValue(result, rule);
    if (chance(15)) {
      ObjectNode coding =
          result.putArray("interpretation").addObject().putArray("coding").addObject();
      coding.put("system", any(FLAG_SYSTEMS)).put("code", any(FLAGS));
    }
    if (chance(10)) {
      result.put("status", any(STATUSES));
    }
    if (chance(5)) {
      result.putObject("dataAbsentReason").put("text", "not performed");
    }
    if (chance(10)) {
      toComponent(result);
    }
    return new Variation(result, birthDate);
  }

  private static void setCode(ObjectNode result, Row rule) {
    ObjectNode coding = result.putObject("code").putArray("coding").addObject();
    coding.put("system", "http://loinc.org").put("code", rule.loinc());
  }

  private @Nullable String birthDate(LocalDate taken) {
    if (chance(15)) {
      return null;
    }
    String date = taken.minus(any(AGES)).toString();
    return chance(15) ? date.substring(0, 4) : chance(10) ? date.substring(0, 7) : date;
  }

  private void setValue(ObjectNode result, Row rule) {
    List<BigDecimal> limits = Stream.of(rule.low(), rule.high()).filter(Objects::nonNull).toList();
    BigDecimal limit = any(limits);
    BigDecimal value =
        chance(40)
            ? limit.add(BigDecimal.valueOf(random.nextInt(3) - 1L, limit.scale() + 3))
            : limit.multiply(new BigDecimal(any(SCALES)));
    String unit = rule.unit();
    if (chance(50)) {
      unit = any(unitsFor(rule));
      value = Objects.requireNonNull(convert(value, unit, rule)).round(DIGITS);
    } else if (chance(15)) {
      unit = any(UNITS);
    }
    VALUES.forEach(result::remove);
    String comparator = chance(30) ? any(List.of("<", "<=", ">", ">=")) : null;
    if (value.precision() < 18 && value.scale() < 18 && chance(10)) {
      String text = (comparator == null ? "" : comparator) + value.toPlainString() + " " + unit;
      result.put("valueString", text);
      return;
    }
    ObjectNode quantity = result.putObject("valueQuantity");
    quantity.put("value", value);
    if (comparator != null) {
      quantity.put("comparator", comparator);
    }
    if (chance(90)) {
      quantity.put("unit", unit);
    }
    if (chance(90)) {
      quantity.put("system", UCUM).put("code", unit);
    }
  }

  private static List<String> unitsFor(Row rule) {
    return UNITS.stream().filter(unit -> convert(BigDecimal.ONE, unit, rule) != null).toList();
  }

  private static @Nullable BigDecimal convert(BigDecimal value, String to, Row rule) {
    return ReferenceUnits.convert(value, rule.unit(), to, rule.substance());
  }

  private static void toComponent(ObjectNode result) {
    ObjectNode component = result.putArray("component").addObject();
    for (String member :
        List.of("code", "valueQuantity", "valueString", "interpretation", "dataAbsentReason")) {
      JsonNode value = result.remove(member);
      if (value != null) {
        component.set(member, value);
      }
    }
    result.putObject("code").put("text", "panel");
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
