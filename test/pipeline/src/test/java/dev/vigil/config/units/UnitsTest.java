package dev.vigil.config.units;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.config.profile.ProfileLoader;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  private final Units units = Units.shared();

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
