package dev.vigil.topology.domain.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.config.profile.ProfileLoader;
import dev.vigil.config.units.Substance;
import dev.vigil.config.units.Units;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.topology.domain.lab.Finding.Outcome;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;

/** What holds for any rule and value. */
class CriticalLabPropertiesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final CriticalValueProfile PROFILE = shipped();
  private static final CriticalLabRules RULES = new CriticalLabRules(PROFILE, false);
  private static final List<CriticalValueRule> ENABLED =
      PROFILE.rules().stream().filter(CriticalValueRule::enabled).toList();

  /** What a comparator says towards each side. */
  private static final List<String> UPWARDS = List.of("", ">", ">=");

  private static final List<String> DOWNWARDS = List.of("", "<", "<=");

  private static CriticalValueProfile shipped() {
    try {
      return ProfileLoader.shipped("us-conventional");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Higher is never less critical on the high side, whatever the comparator, age or unit. */
  @Property(tries = 2_000, seed = "20261121")
  void higherIsNeverLessCritical(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    CriticalValueRule rule = any(ENABLED, random);
    if (rule.high() == null) {
      return;
    }
    BigDecimal high = rule.high().value();
    // Above all low limits of the code, so that only the high side speaks.
    BigDecimal from = near(high, random).max(highestLow(rule.loinc()).add(tiny(high)));
    BigDecimal to = from.add(tiny(high).multiply(BigDecimal.valueOf(random.nextInt(100_000))));
    assertNeverLessCritical(rule, from, to, any(UPWARDS, random), random);
  }

  /** Lower is never less critical on the low side. */
  @Property(tries = 2_000, seed = "20261121")
  void lowerIsNeverLessCritical(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    CriticalValueRule rule = any(ENABLED, random);
    if (rule.low() == null) {
      return;
    }
    BigDecimal low = rule.low().value();
    BigDecimal from = near(low, random).min(lowestHigh(rule.loinc()).subtract(tiny(low)));
    BigDecimal to = from.subtract(tiny(low).multiply(BigDecimal.valueOf(random.nextInt(100_000))));
    assertNeverLessCritical(rule, from, to, any(DOWNWARDS, random), random);
  }

  private static void assertNeverLessCritical(
      CriticalValueRule rule, BigDecimal from, BigDecimal to, String comparator, Random random)
      throws Exception {
    String birth = any(List.of("1970-01-01", "2024-04-20", "2015-06-01", "2024", ""), random);

    Finding less = judge(rule, from, comparator, birth);
    Finding more = judge(rule, to, comparator, birth);

    assertThat(rank(more.outcome()))
        .as("%s %s", less, more)
        .isGreaterThanOrEqualTo(rank(less.outcome()));
  }

  /** What is said less precisely is never decided the other way: it agrees, or is reviewed. */
  @Property(tries = 2_000, seed = "20261121")
  void aRangeAgreesWithItsEndsOrIsReviewed(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    CriticalValueRule rule = any(ENABLED, random);
    BigDecimal a = near(limit(rule), random).abs();
    BigDecimal b = a.add(near(limit(rule), random).abs());
    String range =
        "\"valueRange\":{\"low\":%s,\"high\":%s}".formatted(quantity(rule, a), quantity(rule, b));

    Finding whole = judge(rule, range, "1970-01-01");

    if (whole.outcome() != Outcome.REVIEW) {
      for (BigDecimal end : List.of(a, b, a.add(b).divide(BigDecimal.valueOf(2)))) {
        assertThat(judge(rule, end, "", "1970-01-01").reason()).isEqualTo(whole.reason());
      }
    }
  }

  /**
   * Two rules that say the same in two units, two values that are the same in them: one outcome.
   */
  @Property(tries = 1_000, seed = "20261121")
  void convertingValueAndLimitTogetherChangesNothing(
      @ForAll Substance substance,
      @ForAll @IntRange(min = 1, max = 400) int limit,
      @ForAll @IntRange(min = 0, max = 410) int value,
      @ForAll boolean inclusive)
      throws Exception {
    BigDecimal amount = substance.millimoles();
    BigDecimal mass = substance.perMgDl();
    CriticalLabRules inAmount = rules(substance, "mmol/L", amount, limit, inclusive);
    CriticalLabRules inMass = rules(substance, "mg/dL", mass, limit, inclusive);
    String asAmount = plain(amount, value, "mmol/L");
    String asMass = plain(mass, value, "mg/dL");

    String expected = judge(inAmount, asAmount).reason();

    assertThat(judge(inAmount, asMass).reason()).isEqualTo(expected);
    assertThat(judge(inMass, asMass).reason()).isEqualTo(expected);
    assertThat(judge(inMass, asAmount).reason()).isEqualTo(expected);
    assertThat(expected)
        .isEqualTo(
            value > limit || (inclusive && value == limit) ? "above-high-limit" : "within-limits");
  }

  /** Nobody knows the unit: never an exception, never normal. */
  @Property(tries = 2_000, seed = "20261121")
  void anUnknownUnitIsNeverNormal(@ForAll @StringLength(max = 60) String unit) throws Exception {
    if (unit.isBlank() || Units.shared().conversion(unit, "mmol/L", Substance.POTASSIUM) != null) {
      return;
    }
    for (String member : List.of("\"unit\"", "\"system\":\"http://unitsofmeasure.org\",\"code\"")) {
      Finding finding =
          judge(
              RULES,
              "\"valueQuantity\":{\"value\":4.1,%s:%s}"
                  .formatted(member, MAPPER.writeValueAsString(unit)));

      assertThat(finding.outcome()).isEqualTo(Outcome.REVIEW);
    }
  }

  /** Only a text that is a number, a comparator and a unit at most can be normal. */
  @Property(tries = 5_000, seed = "20261121")
  void aTextThatIsNoNumberIsNeverNormal(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    String parts = "0123456789.,<>=-+ /:xemolLg\u2264\u2265\u00B5%()";
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(14); n >= 0; n--) {
      text.append(parts.charAt(random.nextInt(parts.length())));
    }

    Finding finding = judge(RULES, "\"valueString\":" + MAPPER.writeValueAsString(text.toString()));

    if (finding.outcome() == Outcome.NORMAL) {
      assertThat(text.toString().strip())
          .matches("[<>\u2264\u2265]?=? *-?[0-9]*\\.?[0-9]+( *[^0-9,.].*)?");
    }
  }

  /** A critical result with any of its members broken: never an exception, never normal. */
  @Property(tries = 2_000, seed = "20261121")
  void aBrokenCriticalResultIsNeverNormal(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    ObjectNode resource =
        (ObjectNode)
            MAPPER.readTree(
                ObservationJson.of(
                    Map.of("loinc", "2823-3", "value", "9.9", "unit", "mmol/L", "flag", "HH")));
    breakOne(resource, random);

    LabJudgement judgement =
        RULES.judge(FhirResource.of(MAPPER.writeValueAsBytes(resource)), "1970-01-01", null);

    assertThat(judgement.findings()).noneMatch(finding -> finding.outcome() == Outcome.NORMAL);
  }

  private static void breakOne(ObjectNode resource, Random random) {
    List<String> names = new ArrayList<>();
    resource.fieldNames().forEachRemaining(names::add);
    names.remove("resourceType");
    ObjectNode at = resource;
    String name = any(names, random);
    while (at.get(name) instanceof ObjectNode inner && !inner.isEmpty() && random.nextBoolean()) {
      at = inner;
      List<String> deeper = new ArrayList<>();
      inner.fieldNames().forEachRemaining(deeper::add);
      name = any(deeper, random);
    }
    switch (random.nextInt(7)) {
      case 0 -> at.putNull(name);
      case 1 -> at.put(name, 7);
      case 2 -> at.put(name, "?");
      case 3 -> at.putArray(name).addArray();
      case 4 -> at.putObject(name).putObject(name);
      case 5 -> at.put(name, new BigDecimal("1e99999"));
      default -> at.put(name, "x".repeat(10_000));
    }
  }

  private static int rank(Outcome outcome) {
    return switch (outcome) {
      case CRITICAL -> 3;
      case REVIEW -> 2;
      case NORMAL -> 1;
      case NOT_COVERED, IGNORED -> 0;
    };
  }

  private static Finding judge(
      CriticalValueRule rule, BigDecimal value, String comparator, String birth)
      throws IOException {
    String quantity = quantity(rule, value);
    String compared =
        comparator.isEmpty()
            ? quantity
            : "{\"comparator\":\"%s\",%s".formatted(comparator, quantity.substring(1));
    return judge(rule, "\"valueQuantity\":" + compared, birth.isEmpty() ? null : birth);
  }

  private static Finding judge(CriticalValueRule rule, String value, @Nullable String birth)
      throws IOException {
    return judge(RULES, rule.loinc(), value, birth);
  }

  private static Finding judge(CriticalLabRules rules, String value) throws IOException {
    return judge(rules, "2823-3", value, "1970-01-01");
  }

  private static Finding judge(
      CriticalLabRules rules, String loinc, String value, @Nullable String birth)
      throws IOException {
    Map<String, String> row = new HashMap<>();
    row.put("loinc", loinc);
    row.put("effective", "2024-05-01");
    row.put("value", "json:" + value);
    byte[] json = ObservationJson.of(row).getBytes(StandardCharsets.UTF_8);
    return rules.judge(FhirResource.of(json), birth, null).findings().get(0);
  }

  private static CriticalLabRules rules(
      Substance substance, String unit, BigDecimal one, int limit, boolean inclusive)
      throws Exception {
    String profile =
        """
        # name: property
        # version: 1
        loinc,analyte,substance,specimen,unit_ucum,low_critical,low_op,high_critical,high_op,source
        2823-3,Analyte,%s,Ser/Plas,%s,,,%s,%s,test
        """
            .formatted(
                substance.label(),
                unit,
                one.multiply(BigDecimal.valueOf(limit)).toPlainString(),
                inclusive ? ">=" : ">");
    return new CriticalLabRules(
        ProfileLoader.parse("property.csv", profile.getBytes(StandardCharsets.UTF_8)), false);
  }

  private static String plain(BigDecimal one, int times, String unit) {
    return "\"valueQuantity\":{\"value\":%s,\"unit\":\"%s\"}"
        .formatted(one.multiply(BigDecimal.valueOf(times)).toPlainString(), unit);
  }

  private static String quantity(CriticalValueRule rule, BigDecimal value) {
    return "{\"value\":%s,\"unit\":\"%s\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"%s\"}"
        .formatted(value.toPlainString(), rule.unit(), rule.unit());
  }

  private static BigDecimal limit(CriticalValueRule rule) {
    if (rule.high() != null) {
      return rule.high().value();
    }
    return rule.low() == null ? BigDecimal.ONE : rule.low().value();
  }

  /** Often the limit itself, else up to twice as much. */
  private static BigDecimal near(BigDecimal limit, Random random) {
    return random.nextInt(4) == 0
        ? limit
        : limit
            .multiply(BigDecimal.valueOf(random.nextInt(2_000)))
            .divide(BigDecimal.valueOf(1_000), 6, RoundingMode.HALF_UP);
  }

  private static BigDecimal tiny(BigDecimal limit) {
    return limit.abs().max(BigDecimal.ONE).movePointLeft(4);
  }

  private static BigDecimal highestLow(String loinc) {
    return ENABLED.stream()
        .filter(rule -> rule.loinc().equals(loinc) && rule.low() != null)
        .map(rule -> rule.low().value())
        .max(BigDecimal::compareTo)
        .orElse(BigDecimal.ZERO);
  }

  private static BigDecimal lowestHigh(String loinc) {
    return ENABLED.stream()
        .filter(rule -> rule.loinc().equals(loinc) && rule.high() != null)
        .map(rule -> rule.high().value())
        .min(BigDecimal::compareTo)
        .orElse(BigDecimal.valueOf(1_000_000));
  }

  private static <T> T any(List<T> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }
}
