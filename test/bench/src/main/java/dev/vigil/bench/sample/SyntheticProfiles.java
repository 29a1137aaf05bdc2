package dev.vigil.bench.sample;

import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.profile.LoincCode;
import dev.vigil.config.profile.ProfileException;
import dev.vigil.config.profile.ProfileLoader;
import java.nio.charset.StandardCharsets;

/**
 * Profiles of any size that judge the sample results as the shipped profile does: one rule for
 * potassium, in the middle of others that no sample result asks for.
 */
public final class SyntheticProfiles {
  private static final String HEAD =
      """
      # name: synthetic
      # version: 1.0
      loinc,analyte,substance,specimen,unit_ucum,low_critical,low_op,high_critical,high_op,source
      """;

  private static final String POTASSIUM =
      "2823-3,Potassium,potassium,Ser/Plas,mmol/L,2.8,<,6.2,>,none\n";

  /** Far from the codes of the sample results. */
  private static final int FIRST_CODE = 500_000;

  private SyntheticProfiles() {}

  /** A profile of so many rules. */
  public static CriticalValueProfile of(int rules) throws ProfileException {
    return ProfileLoader.parse("synthetic.csv", csv(rules).getBytes(StandardCharsets.UTF_8));
  }

  /** The same as the text of a file. */
  public static String csv(int rules) {
    StringBuilder text = new StringBuilder(HEAD);
    for (int i = 0; i < rules; i++) {
      if (i == rules / 2) {
        text.append(POTASSIUM);
      } else {
        text.append(code(FIRST_CODE + i)).append(",Analyte,,Ser/Plas,mmol/L,1.5,<,9.5,>,none\n");
      }
    }
    return text.toString();
  }

  private static String code(int number) {
    for (int digit = 0; digit < 9; digit++) {
      String code = number + "-" + digit;
      if (LoincCode.isValid(code)) {
        return code;
      }
    }
    return number + "-9";
  }
}
