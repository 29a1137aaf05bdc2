package dev.vigil.config.units;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.config.profile.ProfileLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  private static final List<String> WRITTEN = written();

  private final Units units = Units.shared();

  private static List<String> written() {
    try (InputStream table = Units.class.getResourceAsStream("unit-synonyms.csv")) {
      return new String(table.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("# ") && !line.equals("written,ucum"))
          .map(line -> line.substring(0, line.indexOf(',')))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource(Substance.class)
  void thereAndBackIsTheSame(Substance substance) {
    Conversion there = units.conversion("mg/dL", "umol/L", substance);
    Conversion back = units.conversion("umol/L", "mg/dL", substance);

    assertThat(there).isNotNull();
    assertThat(back).isNotNull();
    assertThat(there.times(back).isSame(Conversion.IDENTITY)).isTrue();
    assertThat(there.isSame(Conversion.IDENTITY)).isFalse();
  }

  /** Any two units, as written or as UCUM has them: both directions or none, and no loss. */
  @Property(tries = 3_000, seed = "20261121")
  void thereAndBackIsTheSameForAnyUnits(@ForAll long seed) {
    Random random = new Random(seed);
    String a = WRITTEN.get(random.nextInt(WRITTEN.size()));
    String b = UnitSynonyms.toUcum(WRITTEN.get(random.nextInt(WRITTEN.size())));
    if (Units.isDimensionless(UnitSynonyms.toUcum(a)) || Units.isDimensionless(b)) {
      // Not a matter of UCUM: 70 % is not an INR of 0.7.
      return;
    }
    List<Substance> substances = List.of(Substance.values());
    Substance substance =
        random.nextBoolean() ? null : substances.get(random.nextInt(substances.size()));
    Conversion there = units.conversion(a, b, substance);
    Conversion back = units.conversion(b, UnitSynonyms.toUcum(a), substance);

    assertThat(there == null).as("%s to %s", a, b).isEqualTo(back == null);
    if (there != null && back != null) {
      assertThat(there.times(back).isSame(Conversion.IDENTITY)).as("%s to %s", a, b).isTrue();
      BigDecimal value = new BigDecimal("6.9");
      assertThat(back.apply(BigDecimal.valueOf(there.apply(value))))
          .isCloseTo(6.9, Percentage.withPercentage(0.0001));
    }
  }

  /** Every row of the table names a unit that UCUM knows. */
  @Test
  void everySynonymIsUcum() {
    assertThat(WRITTEN.stream().filter(unit -> !units.isKnown(UnitSynonyms.toUcum(unit))))
        .isEmpty();
    assertThat(WRITTEN).hasSizeGreaterThan(150);
  }

  /** A divalent ion has two equivalents in a mole: nobody says whether they were counted. */
  @ParameterizedTest
  @EnumSource(Substance.class)
  void milliequivalentsAreForMonovalentIonsOnly(Substance substance) {
    boolean accepted = units.conversion("mEq/L", "mmol/L", substance) != null;

    assertThat(accepted)
        .isEqualTo(
            List.of("potassium", "sodium", "chloride", "bicarbonate", "lithium")
                .contains(substance.label()));
  }

  /** Rows of one analyte in mass and in amount of substance must mean about the same. */
  @Test
  void theShippedProfileAgreesWithItselfAcrossUnits() throws Exception {
    var rules = ProfileLoader.shipped("us-conventional").rules();
    int compared = 0;
    for (CriticalValueRule a : rules) {
      for (CriticalValueRule b : rules) {
        if (a.substance() == null
            || a.substance() != b.substance()
            || !a.analyte().equals(b.analyte())
            || a.unit().equals(b.unit())
            || a.high() == null
            || b.high() == null
            || !a.ageMin().equals(b.ageMin())) {
          continue;
        }
        Conversion conversion = units.conversion(a.unit(), b.unit(), a.substance());
        assertThat(conversion).as(a.id() + " to " + b.id()).isNotNull();
        double limit = b.high().value().doubleValue();
        assertThat(conversion.apply(a.high().value()))
            .as(a.id() + " to " + b.id())
            .isBetween(limit * 0.97, limit * 1.03);
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(40);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10*3/uL", "/uL", "mmol/L", "mg/dL", "%", "s"})
  void aPhIsNoConcentration(String unit) {
    assertThat(units.conversion("[pH]", unit, Substance.POTASSIUM)).isNull();
    assertThat(units.conversion("[pH]", unit, null)).isNull();
  }

  @Test
  void aLimitConvertedWithItsValueStaysALimit() {
    Conversion kilopascal = units.conversion("kPa", "mm[Hg]", null);

    assertThat(kilopascal).isNotNull();
    // 1 mm[Hg] is 0.133322 kPa in UCUM
    assertThat(kilopascal.compare(new BigDecimal("7.99932"), new BigDecimal("60"))).isZero();
  }

  /** Units come from outside: the library must neither throw nor hang on any of them. */
  @Test
  void surviveAnyUnit() {
    Random random = new Random(4);
    String parts = "mgdLlu/.*^()[]{}0123456789-+%Hpeqosk' \u00B5\u2079\"#";
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          for (int i = 0; i < 2_000; i++) {
            StringBuilder unit = new StringBuilder();
            for (int n = random.nextInt(12) + 1; n > 0; n--) {
              unit.append(parts.charAt(random.nextInt(parts.length())));
            }
            units.conversion(unit.toString(), "mmol/L", Substance.GLUCOSE);
            units.isKnown(unit.toString());
          }
        });
  }
}
