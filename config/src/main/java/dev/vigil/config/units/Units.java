package dev.vigil.config.units;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Conversion between units: UCUM, plus what UCUM cannot know: units as laboratories write them,
 * molar masses, and where milliequivalents are safe. Thread-safe.
 */
public final class Units {
  /** Units come from outside, so what is remembered of them is bounded. */
  private static final int MAX_REMEMBERED = 4_096;

  private static final String PH = "[pH]";

  /** What stands for "no unit" where a ratio such as the INR is reported. */
  private static final Set<String> RATIO_UNITS =
      Set.of("1", "{INR}", "INR", "{ratio}", "ratio", "{Ratio}", "{inr}", "inr");

  private static final Set<String> PH_UNITS = Set.of(PH, "{pH}", "pH", "{ph}", "ph", "PH", "1");

  private static final Units SHARED = new Units();

  private final Ucum ucum = new Ucum();
  private final ConcurrentHashMap<Query, Optional<Conversion>> remembered =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Boolean> known = new ConcurrentHashMap<>();

  private Units() {}

  /** The only one: reading the definitions takes a while, and what was found is worth keeping. */
  public static Units shared() {
    return SHARED;
  }

  private record Query(String from, String to, @Nullable Substance substance) {}

  /** Whether it is UCUM, so that a rule may have this unit. */
  public boolean isKnown(String unit) {
    Boolean is = known.get(unit);
    if (is == null) {
      is = ucum.isKnown(unit);
      if (known.size() >= MAX_REMEMBERED) {
        known.clear();
      }
      known.put(unit, is);
    }
    return is;
  }

  /** Whether a value of this unit needs none: pH, INR and other ratios. */
  public static boolean isDimensionless(String unit) {
    return unit.equals(PH) || unit.equals("1") || isAnnotation(unit);
  }

  /**
   * The conversion of a unit as received into the unit of a rule, or null if there is none.
   *
   * @param substance what is measured, if the rule says so
   */
  public @Nullable Conversion conversion(String from, String to, @Nullable Substance substance) {
    if (from.equals(to)) {
      return Conversion.IDENTITY;
    }
    Query query = new Query(from, to, substance);
    Optional<Conversion> found = remembered.get(query);
    if (found == null) {
      found = Optional.ofNullable(find(from, to, substance));
      if (remembered.size() >= MAX_REMEMBERED) {
        remembered.clear();
      }
      remembered.put(query, found);
    }
    return found.orElse(null);
  }

  private @Nullable Conversion find(String from, String to, @Nullable Substance substance) {
    if (isDimensionless(to)) {
      // Not UCUM's business: to it, 250 % and 2.5 are the same, and a Quick value of 70 % is not an
      // INR of 0.7.
      return isDimensionlessAs(from.strip(), to) ? Conversion.IDENTITY : null;
    }
    String unit = UnitSynonyms.toUcum(from);
    boolean counted = substance != null && substance.isEquivalents();
    // To UCUM a pH is protons per litre, so that it would convert to cells per litre.
    boolean logarithmic = unit.contains(PH);
    if (isAnnotation(unit)
        || logarithmic
        || (!counted && isEquivalents(unit) != isEquivalents(to))) {
      return null;
    }
    boolean fromAmount = isAmount(unit);
    boolean toAmount = isAmount(to);
    if (fromAmount == toAmount) {
      return simplified(ucum.factor(unit, to));
    }
    // To UCUM a mole is a number, so that mmol/L would convert to cells per litre.
    if (substance == null) {
      return null;
    }
    return simplified(fromAmount ? toMass(unit, to, substance) : toAmount(unit, to, substance));
  }

  private @Nullable Conversion toAmount(String from, String to, Substance substance) {
    Conversion mass = ucum.factor(from, "mg/dL");
    Conversion amount = ucum.factor("mmol/L", to);
    return mass == null || amount == null
        ? null
        : mass.times(substance.millimoles(), substance.perMgDl()).times(amount);
  }

  private @Nullable Conversion toMass(String from, String to, Substance substance) {
    Conversion amount = ucum.factor(from, "mmol/L");
    Conversion mass = ucum.factor("mg/dL", to);
    return mass == null || amount == null
        ? null
        : amount.times(substance.perMgDl(), substance.millimoles()).times(mass);
  }

  private static @Nullable Conversion simplified(@Nullable Conversion conversion) {
    return conversion != null && conversion.isSame(Conversion.IDENTITY)
        ? Conversion.IDENTITY
        : conversion;
  }

  private static boolean isDimensionlessAs(String from, String to) {
    return from.equals(to) || (to.equals(PH) ? PH_UNITS : RATIO_UNITS).contains(from);
  }

  private static boolean isAmount(String unit) {
    return containsOutsideAnnotations(unit, "mol")
        || containsOutsideAnnotations(unit, "osm")
        || isEquivalents(unit);
  }

  private static boolean isEquivalents(String unit) {
    return containsOutsideAnnotations(unit, "eq");
  }

  private static boolean isAnnotation(String unit) {
    return unit.startsWith("{") && unit.indexOf('}') == unit.length() - 1;
  }

  private static boolean containsOutsideAnnotations(String unit, String word) {
    int at = unit.indexOf(word);
    return at >= 0 && unit.lastIndexOf('{', at) <= unit.lastIndexOf('}', at);
  }
}
