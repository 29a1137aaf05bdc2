package dev.vigil.reference;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The units that occur in the shipped profiles, in Synthea and in the examples of FHIR. */
final class ReferenceUnits {
  /** Enough for a value on a limit to come out as the limit. */
  private static final MathContext DIGITS = new MathContext(60);

  private static final MathContext ROUNDED = new MathContext(45);

  private record Unit(String kind, BigDecimal factor) {}

  private static final Map<String, Unit> UNITS =
      Map.ofEntries(
          unit("g/dL", "mass", "1000"),
          unit("g/L", "mass", "100"),
          unit("mg/dL", "mass", "1"),
          unit("mg/L", "mass", "0.1"),
          unit("ug/mL", "mass", "0.1"),
          unit("ug/dL", "mass", "0.001"),
          unit("ug/L", "mass", "0.0001"),
          unit("ng/mL", "mass", "0.0001"),
          unit("ng/dL", "mass", "0.000001"),
          unit("ng/L", "mass", "0.0000001"),
          unit("pg/mL", "mass", "0.0000001"),
          unit("mol/L", "amount", "1000"),
          unit("mmol/L", "amount", "1"),
          unit("umol/L", "amount", "0.001"),
          unit("nmol/L", "amount", "0.000001"),
          unit("meq/L", "equivalents", "1"),
          unit("mEq/L", "equivalents", "1"),
          unit("mm[Hg]", "pressure", "133.322"),
          unit("mmHg", "pressure", "133.322"),
          unit("kPa", "pressure", "1000"),
          unit("%", "fraction", "0.01"),
          unit("L/L", "fraction", "1"),
          unit("1", "fraction", "1"),
          unit("10*3/uL", "count", "1000"),
          unit("10*9/L", "count", "1000"),
          unit("/uL", "count", "1"),
          unit("s", "time", "1"),
          unit("min", "time", "60"),
          unit("mosm/kg", "osmolality", "1"));

  /** mmol/L in one mg/dL: numerator and denominator. Clinical rules, else molar masses. */
  private static final Map<String, String[]> MOLAR =
      Map.ofEntries(
          molar("glucose", "1", "18.016"),
          molar("calcium", "1", "4.008"),
          molar("magnesium", "0.4114", "1"),
          molar("phosphate", "0.3229", "1"),
          molar("urea-nitrogen", "0.357", "1"),
          molar("lactate", "1", "9.008"),
          molar("lithium", "1", "0.694"),
          molar("creatinine", "0.0884", "1"),
          molar("bilirubin", "0.01710", "1"),
          molar("haemoglobin", "0.0006206", "1"),
          molar("potassium", "10", "39.098"),
          molar("sodium", "10", "22.990"),
          molar("chloride", "10", "35.45"),
          molar("bicarbonate", "10", "61.017"),
          molar("urea", "10", "60.06"),
          molar("ammonia", "10", "17.031"),
          molar("iron", "10", "55.845"),
          molar("ethanol", "10", "46.068"),
          molar("digoxin", "10", "780.94"),
          molar("paracetamol", "10", "151.16"),
          molar("salicylate", "10", "138.12"),
          molar("theophylline", "10", "180.16"),
          molar("phenytoin", "10", "252.27"),
          molar("valproate", "10", "144.21"),
          molar("carbamazepine", "10", "236.27"),
          molar("phenobarbital", "10", "232.24"));

  /** Ions of one charge: a milliequivalent is a millimole. Not so calcium and magnesium. */
  private static final Set<String> MONOVALENT =
      Set.of("potassium", "sodium", "chloride", "bicarbonate", "lithium");

  private static final Set<String> PH = Set.of("[pH]", "pH", "{pH}", "1");
  private static final Set<String> INR = Set.of("{INR}", "INR", "1", "{ratio}");

  private ReferenceUnits() {}

  /** Whether a value needs no unit. */
  static boolean isBare(String unit) {
    return unit.equals("[pH]") || unit.equals("1") || unit.startsWith("{");
  }

  /** The value in the other unit; null if it cannot be converted. */
  static @Nullable BigDecimal convert(BigDecimal value, String from, String to, String substance) {
    if (from.equals(to)) {
      return value;
    }
    if (isBare(to)) {
      return (to.equals("[pH]") ? PH : INR).contains(from) ? value : null;
    }
    Unit source = UNITS.get(from);
    Unit target = UNITS.get(to);
    if (source == null || target == null) {
      return null;
    }
    String kind = source.kind();
    if (kind.equals("equivalents")) {
      if (!MONOVALENT.contains(substance)) {
        return null;
      }
      kind = "amount";
    }
    BigDecimal base = value.multiply(source.factor());
    String[] molar = MOLAR.get(substance);
    if (!kind.equals(target.kind())) {
      if (molar == null) {
        return null;
      }
      boolean toAmount = kind.equals("mass") && target.kind().equals("amount");
      boolean toMass = kind.equals("amount") && target.kind().equals("mass");
      if (!toAmount && !toMass) {
        return null;
      }
      BigDecimal times = new BigDecimal(molar[toAmount ? 0 : 1]);
      BigDecimal by = new BigDecimal(molar[toAmount ? 1 : 0]);
      base = base.multiply(times).divide(by, DIGITS);
    }
    return base.divide(target.factor(), DIGITS).round(ROUNDED);
  }

  private static Map.Entry<String, Unit> unit(String name, String kind, String factor) {
    return Map.entry(name, new Unit(kind, new BigDecimal(factor)));
  }

  private static Map.Entry<String, String[]> molar(String substance, String times, String by) {
    return Map.entry(substance, new String[] {times, by});
  }
}
