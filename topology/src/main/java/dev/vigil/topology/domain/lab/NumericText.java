package dev.vigil.topology.domain.lab;

import dev.vigil.config.units.UnitSynonyms;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A number that came as text, such as {@code >1000}, {@code 6.9} or {@code < 0.01 ng/mL}.
 *
 * @param comparator as FHIR writes it; null if none
 * @param number the number, with a decimal point; a decimal comma is ambiguous and not read
 * @param text the number as received
 * @param unit the rest; empty if none
 */
record NumericText(@Nullable String comparator, BigDecimal number, String text, String unit) {
  private static final int MAX_LENGTH = 60;
  private static final int MAX_DIGITS = 20;

  /** Returns null if the text is not one number with an optional comparator and unit. */
  static @Nullable NumericText parse(String received) {
    String text = received.strip();
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return null;
    }
    String comparator = comparator(text);
    int from = comparator == null ? 0 : text.charAt(0) < 128 ? comparator.length() : 1;
    while (from < text.length() && text.charAt(from) == ' ') {
      from++;
    }
    int at = from < text.length() && text.charAt(from) == '-' ? from + 1 : from;
    int digits = 0;
    int points = 0;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (isDigit(c)) {
        digits++;
      } else if (c == '.') {
        points++;
      } else {
        break;
      }
    }
    String unit = text.substring(at).strip();
    boolean plain =
        digits > 0
            && digits <= MAX_DIGITS
            && points <= 1
            && isDigit(text.charAt(at - 1))
            && !isMoreOfANumber(unit);
    if (!plain) {
      return null;
    }
    String number = text.substring(from, at);
    return new NumericText(comparator, new BigDecimal(number), number, unit);
  }

  private static @Nullable String comparator(String text) {
    boolean orEqual = text.length() > 1 && text.charAt(1) == '=';
    return switch (text.charAt(0)) {
      case '<' -> orEqual ? "<=" : "<";
      case '>' -> orEqual ? ">=" : ">";
      case '\u2264' -> "<=";
      case '\u2265' -> ">=";
      default -> null;
    };
  }

  /** 1:128, 120/80, 3-5, 6,9 and 1 000 go on after the first number. */
  private static boolean isMoreOfANumber(String rest) {
    if (rest.isEmpty()) {
      return false;
    }
    int digit = ",:/-+x".indexOf(rest.charAt(0)) >= 0 ? 1 : 0;
    while (digit < rest.length() && rest.charAt(digit) == ' ') {
      digit++;
    }
    boolean startsWithNumber = digit < rest.length() && isDigit(rest.charAt(digit));
    // 250 x10^3/uL and 250 10*3/uL are a number and a unit
    return startsWithNumber && !UnitSynonyms.toUcum(rest).startsWith("10*");
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
