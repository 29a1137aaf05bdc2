package dev.vigil.config.profile;

/** The form of LOINC codes: up to seven digits, a hyphen, and a check digit (mod 10). */
public final class LoincCode {
  private static final int MAX_DIGITS = 7;

  private LoincCode() {}

  /** Whether the text has the form of a LOINC code and its check digit is right. */
  public static boolean isValid(String code) {
    int hyphen = code.length() - 2;
    if (hyphen < 1 || hyphen > MAX_DIGITS || code.charAt(hyphen) != '-') {
      return false;
    }
    int sum = 0;
    // From the right, every other digit counts double (LOINC Users' Guide, appendix on mod 10).
    for (int i = hyphen - 1; i >= 0; i--) {
      int digit = code.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      int weighted = (hyphen - 1 - i) % 2 == 0 ? 2 * digit : digit;
      sum += weighted / 10 + weighted % 10;
    }
    return code.charAt(hyphen + 1) - '0' == (10 - sum % 10) % 10;
  }
}
