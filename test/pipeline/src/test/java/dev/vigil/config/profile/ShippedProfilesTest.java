package dev.vigil.config.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.config.units.Conversion;
import dev.vigil.config.units.Units;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShippedProfilesTest {
  /** Published limits are rounded to two or three digits in each unit. */
  private static final double ROUNDING = 0.005;

  private static List<CriticalValueRule> rules(String profile) throws Exception {
    return ProfileLoader.shipped(profile).rules();
  }

  @ParameterizedTest
  @CsvSource({"us-conventional, 176", "uk-si, 178", "empty, 0"})
  void isValidAndSaysThatItIsAnExample(String name, int rules) throws Exception {
    CriticalValueProfile profile = ProfileLoader.shipped(name);

    assertThat(profile.name()).isEqualTo(name);
    assertThat(profile.validatedBy()).isNull();
    assertThat(profile.rules()).hasSize(rules);
    assertThat(text(name)).contains("LOINC(R) is a registered United States trademark");
    if (rules > 0) {
      assertThat(text(name)).contains("TO BE VALIDATED BY THE LABORATORY BEFORE CLINICAL USE");
    }
  }

  @Test
  void everyShippedProfileIsNamed() throws Exception {
    assertThat(ProfileLoader.SHIPPED).containsExactly("us-conventional", "uk-si", "empty");
    assertThatThrownBy(() -> ProfileLoader.shipped("../profiles/empty"))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"us-conventional", "uk-si"})
  void everyRowNamesSourcesThatTheHeadExplains(String name) throws Exception {
    Set<String> explained =
        text(name)
            .lines()
            .filter(line -> line.startsWith("# - "))
            .map(line -> line.substring(4, line.indexOf(':')))
            .collect(Collectors.toSet());

    assertThat(rules(name))
        .allSatisfy(
            rule ->
                assertThat(explained)
                    .as("line %d: %s", rule.line(), rule.source())
                    .contains(rule.source().split("[^A-Z0-9]", 2)[0]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"us-conventional", "uk-si"})
  void leavesOutWhatNobodyVerifiedAndDisablesTroponinsOnly(String name) throws Exception {
    assertThat(rules(name))
        .extracting(CriticalValueRule::loinc)
        .doesNotContain("2519-7", "29265-6", "77142-8", "67151-1")
        .contains("2823-3");
    assertThat(rules(name))
        .allSatisfy(
            rule ->
                assertThat(rule.enabled())
                    .as(rule.analyte())
                    .isEqualTo(!rule.analyte().startsWith("Troponin")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"us-conventional", "uk-si"})
  void repeatsAndChangesAreOffUntilALaboratoryDecides(String name) throws Exception {
    assertThat(rules(name))
        .allSatisfy(
            rule -> {
              assertThat(rule.repeatWindow()).isNull();
              assertThat(rule.delta()).isNull();
              assertThat(rule.acknowledgeWithin()).isNull();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"us-conventional", "uk-si"})
  void codesForOneAnalyteInOneSpecimenHaveOneLimit(String name) throws Exception {
    assertThat(ProfileReview.of(ProfileLoader.shipped(name)))
        .extracting(ProfileReview.Remark::reason)
        .doesNotContain(
            ProfileReview.Reason.LIMITS_DISAGREE,
            ProfileReview.Reason.AGE_GAP,
            ProfileReview.Reason.ANY_SPECIMEN,
            ProfileReview.Reason.NO_RULE_FROM_BIRTH);
  }

  @Test
  void coversTheSameCodesInBothSystemsOfUnits() throws Exception {
    Map<String, CriticalValueRule> us = byCode("us-conventional");

    assertThat(byCode("uk-si")).containsOnlyKeys(us.keySet());
    assertThat(rules("uk-si"))
        .allSatisfy(
            rule -> {
              CriticalValueRule other = Objects.requireNonNull(us.get(rule.loinc()));
              assertThat(rule.specimen()).isEqualTo(other.specimen());
              assertThat(rule.substance()).isEqualTo(other.substance());
              assertThat(Units.shared().conversion(other.unit(), rule.unit(), rule.substance()))
                  .as("%s: %s to %s", rule.loinc(), other.unit(), rule.unit())
                  .isNotNull();
            });
  }

  @Test
  void convertedRowsHaveTheLimitOfTheRowThatTheyWereConvertedFrom() throws Exception {
    Map<String, CriticalValueRule> us =
        rules("us-conventional").stream()
            .collect(Collectors.toMap(CriticalValueRule::id, Function.identity()));
    List<CriticalValueRule> converted =
        rules("uk-si").stream().filter(rule -> rule.source().contains("; converted")).toList();

    assertThat(converted).hasSizeGreaterThan(40);
    assertThat(converted)
        .allSatisfy(
            rule -> {
              CriticalValueRule from = Objects.requireNonNull(us.get(rule.id()), rule.id());
              Conversion conversion =
                  Objects.requireNonNull(
                      Units.shared().conversion(from.unit(), rule.unit(), rule.substance()));
              assertSame(from.low(), rule.low(), conversion);
              assertSame(from.high(), rule.high(), conversion);
            });
  }

  @ParameterizedTest
  @CsvSource({"2019-8/P30D-", "2703-7/P30D-", "718-7/P7D-", "6690-2", "4544-3/P7D-", "3255-7"})
  void aValueOnTheLimitIsOnItInEitherUnit(String id) throws Exception {
    ProfileDiff diff =
        ProfileDiff.between(
            ProfileLoader.shipped("us-conventional"), ProfileLoader.shipped("uk-si"));

    RuleChange change =
        diff.rules().stream().filter(one -> one.rule().id().equals(id)).findFirst().orElseThrow();
    assertThat(change.isInEffect()).isFalse();
  }

  private static Map<String, CriticalValueRule> byCode(String name) throws Exception {
    return rules(name).stream()
        .collect(Collectors.toMap(CriticalValueRule::loinc, rule -> rule, (a, b) -> a));
  }

  private static void assertSame(@Nullable Limit from, @Nullable Limit to, Conversion conversion) {
    if (from == null || to == null) {
      assertThat(to).isEqualTo(from);
      return;
    }
    assertThat(to.inclusive()).isEqualTo(from.inclusive());
    double expected = conversion.apply(from.value());
    BigDecimal written = to.value();
    assertThat(Math.abs(written.doubleValue() / expected - 1))
        .as("%s for %s", written, expected)
        .isLessThan(ROUNDING);
  }

  private static String text(String name) throws IOException {
    try (InputStream in =
        ProfileLoader.class.getResourceAsStream("/dev/vigil/config/profiles/" + name + ".csv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
