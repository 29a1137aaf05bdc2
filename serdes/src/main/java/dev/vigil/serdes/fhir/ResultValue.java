package dev.vigil.serdes.fhir;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The value[x] of an Observation or of a component. */
public sealed interface ResultValue {

  /** The value as a person would write it down, without comparator and unit; empty if none. */
  String text();

  /** No value[x], or one without content. */
  record Absent() implements ResultValue {
    @Override
    public String text() {
      return "";
    }
  }

  /**
   * A measured quantity.
   *
   * @param comparator as received; null for an exact value
   * @param number at most 40 digits and 30 decimals, with its precision (6.90 keeps its zero)
   * @param text the number as received
   * @param unit for display
   * @param system code system of {@code code}
   * @param code coded unit
   */
  record Quantity(
      @Nullable String comparator,
      BigDecimal number,
      String text,
      @Nullable String unit,
      @Nullable String system,
      @Nullable String code)
      implements ResultValue {}

  /** Free text; not empty. */
  record Text(String text) implements ResultValue {}

  /** A coded value; {@code text} is its text, else its first display or code. */
  record Coded(List<Coding> codings, String text) implements ResultValue {}

  /** A whole number without unit. */
  record Whole(BigDecimal number, String text) implements ResultValue {}

  /** Yes or no. */
  record Truth(String text) implements ResultValue {}

  /**
   * A range: the value is somewhere in it, both ends included.
   *
   * @param low null: not known
   * @param high null: not known; never null both
   */
  record Range(@Nullable Quantity low, @Nullable Quantity high) implements ResultValue {
    @Override
    public String text() {
      return (low == null ? "" : low.text()) + "-" + (high == null ? "" : high.text());
    }
  }

  /**
   * A ratio: a concentration such as 6.9 mmol in 1 L, or a titre such as 1:128, which is no number.
   *
   * @param numerator null if it has no value
   * @param denominator null if it has no value; never null both
   */
  record Ratio(@Nullable Quantity numerator, @Nullable Quantity denominator)
      implements ResultValue {
    @Override
    public String text() {
      return (numerator == null ? "" : numerator.text())
          + ":"
          + (denominator == null ? "" : denominator.text());
    }
  }

  /** A type without a single value to compare: SampledData, time, dateTime, Period; or not R4's. */
  record Unsupported() implements ResultValue {
    @Override
    public String text() {
      return "";
    }
  }

  /** Several value[x] at once, which FHIR forbids. */
  record Several() implements ResultValue {
    @Override
    public String text() {
      return "";
    }
  }

  /** A JSON type that FHIR does not allow there, or a number out of all bounds. */
  record Malformed() implements ResultValue {
    @Override
    public String text() {
      return "";
    }
  }
}
