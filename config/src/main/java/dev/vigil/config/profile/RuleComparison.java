package dev.vigil.config.profile;

import dev.vigil.config.units.Conversion;
import dev.vigil.config.units.Substance;
import dev.vigil.config.units.Units;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares two rules for one code, cell by cell; limits as numbers, across units. */
final class RuleComparison {
  private static final MathContext SHOWN = new MathContext(4, RoundingMode.HALF_EVEN);

  private final CriticalValueRule before;
  private final CriticalValueRule after;
  private final @Nullable Conversion conversion;
  private final List<CellChange> changes = new ArrayList<>();

  private RuleComparison(CriticalValueRule before, CriticalValueRule after) {
    this.before = before;
    this.after = after;
    conversion = Units.shared().conversion(before.unit(), after.unit(), substance());
  }

  static List<CellChange> of(CriticalValueRule before, CriticalValueRule after) {
    return new RuleComparison(before, after).changes();
  }

  /** Either rule may be the one that names it. */
  private @Nullable Substance substance() {
    return after.substance() == null ? before.substance() : after.substance();
  }

  private List<CellChange> changes() {
    boolean applied = before.enabled() || after.enabled();
    text("analyte", before.analyte(), after.analyte(), applied);
    text("substance", label(before.substance()), label(after.substance()), applied);
    text("specimen", before.specimen(), after.specimen(), applied && otherSpecimen());
    // The limits beside it say whether the change of unit changes anything.
    text("unit", before.unit(), after.unit(), applied && conversion == null);
    limit("low", "<", before.low(), after.low(), applied);
    limit("high", ">", before.high(), after.high(), applied);
    text("age", RuleText.age(before), RuleText.age(after), applied);
    text(
        "repeat window",
        RuleText.duration(before.repeatWindow()),
        RuleText.duration(after.repeatWindow()),
        applied);
    delta(applied);
    text(
        "acknowledge within",
        RuleText.duration(before.acknowledgeWithin()),
        RuleText.duration(after.acknowledgeWithin()),
        applied);
    text("enabled", RuleText.enabled(before), RuleText.enabled(after), true);
    text("source", before.source(), after.source(), false);
    text("note", before.note(), after.note(), false);
    return changes;
  }

  private boolean otherSpecimen() {
    return !SpecimenSystem.of(before.specimen()).equals(SpecimenSystem.of(after.specimen()));
  }

  private void text(String what, String from, String to, boolean inEffect) {
    if (!from.equals(to)) {
      changes.add(new CellChange(what, from, to, null, inEffect));
    }
  }

  private void limit(
      String side, String operator, @Nullable Limit from, @Nullable Limit to, boolean inEffect) {
    if (from == null && to == null) {
      return;
    }
    boolean same =
        from != null
            && to != null
            && from.inclusive() == to.inclusive()
            && isSame(from.value(), to.value());
    if (same && before.unit().equals(after.unit())) {
      return;
    }
    changes.add(
        new CellChange(
            side,
            RuleText.limit(operator, from, before.unit()),
            RuleText.limit(operator, to, after.unit()),
            from == null || to == null ? null : remark(from.value(), same),
            inEffect && !same));
  }

  private void delta(boolean inEffect) {
    DeltaLimit from = before.delta();
    DeltaLimit to = after.delta();
    boolean none = from == null && to == null;
    boolean same =
        from != null
            && to != null
            && from.within().equals(to.within())
            && isSame(from.change(), to.change());
    if (none || (same && before.unit().equals(after.unit()))) {
      return;
    }
    changes.add(
        new CellChange(
            "delta",
            RuleText.delta(before),
            RuleText.delta(after),
            from == null || to == null ? null : remark(from.change(), same),
            inEffect && !same));
  }

  private boolean isSame(BigDecimal from, BigDecimal to) {
    return conversion != null && conversion.compare(from, to) == 0;
  }

  private @Nullable String remark(BigDecimal from, boolean same) {
    if (before.unit().equals(after.unit())) {
      return null;
    }
    if (same) {
      return "same limit in another unit";
    }
    if (conversion == null) {
      return "not comparable: the units measure different things";
    }
    BigDecimal converted = new BigDecimal(conversion.apply(from)).round(SHOWN);
    return "was " + converted.stripTrailingZeros().toPlainString() + ' ' + after.unit();
  }

  private static String label(@Nullable Substance substance) {
    return substance == null ? "" : substance.label();
  }
}
