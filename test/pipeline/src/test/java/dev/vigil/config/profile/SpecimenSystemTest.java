package dev.vigil.config.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecimenSystemTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Ser/Plas           | Plas Ser
          Ser/Plas fasting   | Plas Ser
          'Ser/Plas (BUN)'   | Plas Ser
          Ser/Plas/Bld       | Bld Plas Ser
          PPP/Bld            | Bld PPP
          Bld auto           | Bld
          BldC glucometer    | BldC
          ' bldA '           | BldA
          Bld/Bld            | Bld
          ''                 | ''
          fasting            | ''
          Transcutaneous     | ''
          Ser/               | ''
          Ser/Marrow         | ''
          PPP or Bld         | Bld PPP
          Ser / Plas         | Plas Ser
          Skin meter         | Skin
          Blood              | ''
          """)
  void readsTheSystemsACellBeginsWith(String cell, String systems) {
    assertThat(
            SpecimenSystem.of(cell).stream()
                .map(SpecimenSystem::abbreviation)
                .sorted()
                .collect(Collectors.joining(" ")))
        .isEqualTo(systems);
  }

  @ParameterizedTest
  @ValueSource(strings = {"us-conventional", "uk-si"})
  void everyShippedRowNamesItsSpecimen(String profile) throws Exception {
    assertThat(ProfileLoader.shipped(profile).rules())
        .allSatisfy(
            rule ->
                assertThat(SpecimenSystem.of(rule.specimen())).as(rule.specimen()).isNotEmpty());
  }
}
