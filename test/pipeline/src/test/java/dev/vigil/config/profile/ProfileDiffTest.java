package dev.vigil.config.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileDiffTest {
  private static final String COLUMNS =
      "loinc,analyte,substance,specimen,unit_ucum,low_critical,low_op,high_critical,high_op,age_min,"
          + "age_max,repeat_window,delta_change,delta_window,acknowledge_within,enabled,source,note\n";

  private static CriticalValueProfile profile(String... rows) throws ProfileException {
    String text =
        "# name: lab\n# version: 1\n" + COLUMNS + String.join("\n", rows).replace(';', ',') + "\n";
    return ProfileLoader.parse("lab.csv", text.getBytes(StandardCharsets.UTF_8));
  }

  /** One row before and after; the cells have semicolons between them, as the file has commas. */
  @ParameterizedTest(name = "{3}")
  @CsvFileSource(resources = "profile-diff-cases.csv", numLinesToSkip = 1, delimiter = '|')
  void saysWhatChanges(String before, String after, boolean sameInEffect, String cells)
      throws Exception {
    ProfileDiff diff = ProfileDiff.between(profile(before), profile(after));

    assertThat(diff.rules().stream().map(ProfileDiffTest::told).collect(Collectors.joining("; ")))
        .isEqualTo(cells == null ? "" : cells);
    assertThat(diff.isSameInEffect()).isEqualTo(sameInEffect);
  }

  private static String told(RuleChange change) {
    if (change.before() == null) {
      return "added " + change.rule().id();
    }
    if (change.after() == null) {
      return "removed " + change.rule().id();
    }
    return change.cells().stream()
        .map(
            cell ->
                "%s: %s -> %s%s"
                    .formatted(
                        cell.what(),
                        cell.before().isEmpty() ? "none" : cell.before(),
                        cell.after().isEmpty() ? "none" : cell.after(),
                        cell.remark() == null ? "" : " (" + cell.remark() + ")"))
        .collect(Collectors.joining("; "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"us-conventional", "uk-si", "empty"})
  void aProfileIsTheSameAsItself(String name) throws Exception {
    CriticalValueProfile profile = ProfileLoader.shipped(name);

    ProfileDiff diff = ProfileDiff.between(profile, profile);

    assertThat(diff.rules()).isEmpty();
    assertThat(diff.head()).isEmpty();
    assertThat(diff.isSameInEffect()).isTrue();
  }

  @Test
  void theOtherWayRoundAddsWhatWasRemoved() throws Exception {
    CriticalValueProfile us = ProfileLoader.shipped("us-conventional");
    CriticalValueProfile empty = ProfileLoader.shipped("empty");

    assertThat(ProfileDiff.between(us, empty).rules())
        .hasSize(176)
        .allMatch(change -> change.after() == null);
    assertThat(ProfileDiff.between(empty, us).rules())
        .hasSize(176)
        .allMatch(change -> change.before() == null);
  }

  @Test
  void anEnabledRowCountsBeforeADisabledOneOfTheSameAge() throws Exception {
    String enabled = "2823-3;K;;;mmol/L;2.8;<;;;;;;;;;yes;s;";
    String old = "2823-3;K;;;mmol/L;2.5;<;;;;;;;;;no;s;";

    assertThat(ProfileDiff.between(profile(enabled), profile(old, enabled)).rules()).isEmpty();
    assertThat(ProfileDiff.between(profile(enabled, old), profile(enabled)).rules()).isEmpty();
  }

  @Test
  void ordersByAnalyteThenCodeThenAge() throws Exception {
    CriticalValueProfile lab =
        profile(
            "2951-2;Sodium;;;mmol/L;120;<;;;P16Y;;;;;;yes;s;",
            "2951-2;Sodium;;;mmol/L;130;<;;;;P16Y;;;;;yes;s;",
            "2823-3;potassium;;;mmol/L;2.8;<;;;;;;;;;yes;s;");

    assertThat(ProfileDiff.between(ProfileLoader.shipped("empty"), lab).rules())
        .extracting(change -> change.rule().id())
        .containsExactly("2823-3", "2951-2/P0D-P16Y", "2951-2/P16Y-");
  }
}
