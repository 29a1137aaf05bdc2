package dev.vigil.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.reference.ReferenceProfile.Row;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is critical, written down a second time: from FHIR R4, the clinical ground rules and the
 * documentation of the profile, simple and slow, without any code of production. It takes every
 * rule, every day and every value that a vague input leaves open and asks each.
 */
final class ReferenceEvaluator {
  private static final Set<String> FLAG_SYSTEMS =
      Set.of(
          "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
          "http://terminology.hl7.org/CodeSystem/v2-0078",
          "http://hl7.org/fhir/v3/ObservationInterpretation",
          "http://hl7.org/fhir/v2/0078");
  private static final Pattern NUMBER =
      Pattern.compile("(<=|>=|<|>)?\\s*(-?\\d++(?:\\.\\d++)?+)\\s*((?:[^\\s\\d]|10\\*).*)?");
  private static final LocalDate SOME_BIRTHDAY = LocalDate.of(2000, 1, 1);
  private static final BigDecimal FAR = new BigDecimal("1e9");
  private static final BigDecimal NEAR = new BigDecimal("1e-33");

  private final List<Row> rows;

  /**
   * An answer.
   *
   * @param component whether it is about a component
   * @param direction null unless critical
   */
  record Answer(boolean component, String outcome, @Nullable String direction) {}

  private record Verdict(String outcome, @Nullable String direction) {
    int rank() {
      return List.of("NOT_COVERED", "IGNORED", "NORMAL", "REVIEW", "CRITICAL").indexOf(outcome);
    }
  }

  private record Quantity(@Nullable String comparator, BigDecimal number, List<String> units) {}

  ReferenceEvaluator(String profile) throws IOException {
    this.rows = ReferenceProfile.read(profile);
  }

  /** One answer for the Observation, unless it is a panel only, and one for each component. */
  List<Answer> evaluate(JsonNode observation, @Nullable String birthDate) {
    List<Answer> answers = new ArrayList<>();
    JsonNode components = observation.path("component");
    String status = observation.path("status").asText("unknown");
    if (Set.of("registered", "cancelled", "entered-in-error").contains(status)) {
      answers.add(new Answer(false, "IGNORED", null));
      components.forEach(component -> answers.add(new Answer(true, "IGNORED", null)));
      return answers;
    }
    String taken = specimenTime(observation);
    boolean unborn = isBefore(taken, birthDate);
    Verdict own = judge(observation, unborn ? null : birthDate, taken);
    boolean panel = components.size() > 0 && valueOf(observation) == null;
    if (!panel || own.outcome().equals("CRITICAL") || hasFlag(observation)) {
      answers.add(new Answer(false, own.outcome(), own.direction()));
    }
    for (JsonNode component : components) {
      Verdict verdict = judge(component, unborn ? null : birthDate, taken);
      answers.add(new Answer(true, verdict.outcome(), verdict.direction()));
    }
    return answers;
  }

  private Verdict judge(JsonNode result, @Nullable String birthDate, @Nullable String taken) {
    Verdict verdict = new Verdict("NOT_COVERED", null);
    boolean first = true;
    for (JsonNode coding : result.path("code").path("coding")) {
      String system = coding.path("system").asText("http://loinc.org");
      List<Row> ofCode =
          rows.stream()
              .filter(row -> system.equals("http://loinc.org"))
              .filter(row -> row.loinc().equals(coding.path("code").asText()))
              .toList();
      if (!ofCode.isEmpty()) {
        Verdict one =
            byRules(ofCode.stream().filter(Row::enabled).toList(), result, birthDate, taken);
        verdict = first || one.rank() > verdict.rank() ? one : verdict;
        first = false;
      }
    }
    return verdict.outcome().equals("CRITICAL") ? verdict : withFlag(verdict, result);
  }

  private Verdict byRules(
      List<Row> bands, JsonNode result, @Nullable String birthDate, @Nullable String taken) {
    if (bands.isEmpty()) {
      return new Verdict("NOT_COVERED", null);
    }
    JsonNode value = valueOf(result);
    boolean absent = result.has("dataAbsentReason");
    if (value == null) {
      return new Verdict("IGNORED", null);
    }
    Quantity quantity = absent ? null : quantity(result);
    if (quantity == null) {
      return new Verdict("REVIEW", null);
    }
    List<Row> possible = bands.stream().filter(row -> isPossible(row, birthDate, taken)).toList();
    LocalDate adulthood = SOME_BIRTHDAY.plusYears(18);
    Row adult =
        bands.stream()
            .filter(row -> row.holdsFor(SOME_BIRTHDAY, adulthood))
            .findFirst()
            .orElse(null);
    boolean certain = days(birthDate).size() == 1 && days(taken).size() == 1;
    if (certain
        || (possible.size() == 1
            && !possible.get(0).equals(adult)
            && isSure(possible.get(0), birthDate, taken))) {
      return possible.isEmpty()
          ? new Verdict("NOT_COVERED", null)
          : byRule(possible.get(0), quantity);
    }
    Verdict asAdult =
        adult == null || !possible.contains(adult)
            ? new Verdict("NOT_COVERED", null)
            : byRule(adult, quantity);
    if (asAdult.rank() > 2) {
      return asAdult;
    }
    boolean doubtful = possible.stream().anyMatch(row -> byRule(row, quantity).rank() > 2);
    return doubtful ? new Verdict("REVIEW", null) : asAdult;
  }

  private static Verdict byRule(Row row, Quantity quantity) {
    List<String> units = quantity.units();
    String unit = units.isEmpty() ? null : units.get(0);
    BigDecimal value =
        unit == null
            ? quantity.number()
            : ReferenceUnits.convert(quantity.number(), unit, row.unit(), row.substance());
    if (value == null || (unit == null && !ReferenceUnits.isBare(row.unit()))) {
      return new Verdict("REVIEW", null);
    }
    // What the value can be: each point around it and around the limits that the comparator allows.
    Predicate<BigDecimal> allowed =
        switch (quantity.comparator() == null ? "" : quantity.comparator()) {
          case "" -> point -> point.compareTo(value) == 0;
          case "<" -> point -> point.compareTo(value) < 0;
          case "<=" -> point -> point.compareTo(value) <= 0;
          case ">" -> point -> point.compareTo(value) > 0;
          case ">=" -> point -> point.compareTo(value) >= 0;
          default -> point -> false;
        };
    Set<String> crossed = new TreeSet<>();
    for (BigDecimal at : points(value, row.low(), row.high())) {
      if (allowed.test(at)) {
        String one = row.crossedBy(at);
        crossed.add(one == null ? "none" : one);
      }
    }
    if (crossed.size() != 1) {
      return new Verdict("REVIEW", null);
    }
    String only = crossed.iterator().next();
    if (!only.equals("none")) {
      return new Verdict("CRITICAL", only);
    }
    boolean conflict = units.size() > 1 && conflict(quantity.number(), units, row);
    return new Verdict(conflict ? "REVIEW" : "NORMAL", null);
  }

  private static boolean conflict(BigDecimal number, List<String> units, Row row) {
    BigDecimal one = ReferenceUnits.convert(number, units.get(0), row.unit(), row.substance());
    BigDecimal other = ReferenceUnits.convert(number, units.get(1), row.unit(), row.substance());
    return one != null && other != null && one.compareTo(other) != 0;
  }

  private static List<BigDecimal> points(@Nullable BigDecimal... centres) {
    List<BigDecimal> points = new ArrayList<>();
    for (BigDecimal centre : centres) {
      if (centre != null) {
        points.addAll(
            List.of(
                centre,
                centre.add(NEAR),
                centre.subtract(NEAR),
                centre.add(FAR),
                centre.subtract(FAR)));
      }
    }
    return points;
  }

  private static Verdict withFlag(Verdict verdict, JsonNode result) {
    Set<String> flags = new TreeSet<>();
    boolean foreign = false;
    for (JsonNode concept : result.path("interpretation")) {
      for (JsonNode coding : concept.path("coding")) {
        String code = coding.path("code").asText();
        if (Set.of("HH", "LL", "AA").contains(code)) {
          boolean known =
              !coding.has("system") || FLAG_SYSTEMS.contains(coding.path("system").asText());
          foreign |= !known;
          if (known) {
            flags.add(code);
          }
        }
      }
      if (Set.of("HH", "LL", "AA").contains(concept.path("text").asText())) {
        flags.add(concept.path("text").asText());
      }
    }
    if (flags.contains("HH") != flags.contains("LL")) {
      return new Verdict("CRITICAL", flags.contains("HH") ? "HIGH" : "LOW");
    }
    if (!flags.isEmpty()) {
      return new Verdict("CRITICAL", "FLAGGED");
    }
    return foreign ? new Verdict("REVIEW", null) : verdict;
  }

  private static boolean hasFlag(JsonNode result) {
    return !withFlag(new Verdict("NORMAL", null), result).outcome().equals("NORMAL");
  }

  private static @Nullable JsonNode valueOf(JsonNode result) {
    for (Map.Entry<String, JsonNode> member : result.properties()) {
      boolean quantityWithoutValue =
          member.getKey().equals("valueQuantity") && !member.getValue().has("value");
      if (member.getKey().startsWith("value") && !quantityWithoutValue) {
        return member.getValue();
      }
    }
    return null;
  }

  /** The value as a number with units, coded before shown; null if it is not one. */
  private static @Nullable Quantity quantity(JsonNode result) {
    JsonNode quantity = result.path("valueQuantity");
    if (quantity.has("value")) {
      List<String> units = new ArrayList<>();
      if (quantity.path("system").asText().equals("http://unitsofmeasure.org")
          && quantity.has("code")) {
        units.add(quantity.path("code").asText());
      }
      if (quantity.has("unit")) {
        units.add(quantity.path("unit").asText());
      }
      String comparator = quantity.has("comparator") ? quantity.path("comparator").asText() : null;
      return new Quantity(comparator, quantity.path("value").decimalValue(), units);
    }
    if (result.has("valueInteger")) {
      return new Quantity(null, result.path("valueInteger").decimalValue(), List.of());
    }
    Matcher text = NUMBER.matcher(result.path("valueString").asText().strip());
    if (!text.matches() || text.group(3) == null) {
      return null;
    }
    return new Quantity(text.group(1), new BigDecimal(text.group(2)), List.of(text.group(3)));
  }

  private static @Nullable String specimenTime(JsonNode observation) {
    for (String path :
        List.of("/effectiveDateTime", "/effectivePeriod/start", "/effectiveInstant", "/issued")) {
      if (observation.at(path).isTextual()) {
        return observation.at(path).asText();
      }
    }
    return null;
  }

  /** A specimen before birth tells no age; one day is left to time zones. */
  private static boolean isBefore(@Nullable String taken, @Nullable String birthDate) {
    return !days(taken).isEmpty()
        && !days(birthDate).isEmpty()
        && days(taken).stream()
            .allMatch(
                day -> days(birthDate).stream().allMatch(birth -> day.plusDays(1).isBefore(birth)));
  }

  private static boolean isPossible(Row row, @Nullable String birthDate, @Nullable String taken) {
    if (days(birthDate).isEmpty() || days(taken).isEmpty()) {
      return true;
    }
    return days(birthDate).stream()
        .anyMatch(birth -> days(taken).stream().anyMatch(day -> row.holdsFor(birth, day)));
  }

  private static boolean isSure(Row row, @Nullable String birthDate, @Nullable String taken) {
    return !days(birthDate).isEmpty()
        && !days(taken).isEmpty()
        && days(birthDate).stream()
            .allMatch(birth -> days(taken).stream().allMatch(day -> row.holdsFor(birth, day)));
  }

  /** Every day that a FHIR date or dateTime can mean; none if it is unknown. */
  private static List<LocalDate> days(@Nullable String date) {
    if (date == null) {
      return List.of();
    }
    if (date.length() == 4) {
      LocalDate first = LocalDate.of(Integer.parseInt(date), 1, 1);
      return first.datesUntil(first.plusYears(1)).toList();
    }
    if (date.length() == 7) {
      YearMonth month = YearMonth.parse(date);
      return month.atDay(1).datesUntil(month.plusMonths(1).atDay(1)).toList();
    }
    return List.of(LocalDate.parse(date.substring(0, 10)));
  }
}
