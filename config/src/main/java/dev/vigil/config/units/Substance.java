package dev.vigil.config.units;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What an analyte consists of, as far as converting units needs it: UCUM alone cannot turn a mass
 * concentration into an amount-of-substance concentration. Factors as laboratories publish them;
 * those without a published factor use the molar mass in g/mol (IUPAC).
 */
public enum Substance {
  AMMONIA("10", "17.031", false),
  BICARBONATE("10", "61.017", true),
  BILIRUBIN("0.01710", "1", false),
  CALCIUM("1", "4.008", false),
  CARBAMAZEPINE("10", "236.27", false),
  CHLORIDE("10", "35.45", true),
  CREATININE("0.0884", "1", false),
  DIGOXIN("10", "780.94", false),
  ETHANOL("10", "46.068", false),
  GLUCOSE("1", "18.016", false),
  /** The monomer, per atom of iron, as laboratories report mmol/L: 0.6206 mmol/L per g/dL. */
  HAEMOGLOBIN("0.0006206", "1", false),
  IRON("10", "55.845", false),
  LACTATE("1", "9.008", false),
  LITHIUM("1", "0.694", true),
  MAGNESIUM("0.4114", "1", false),
  PARACETAMOL("10", "151.16", false),
  PHENOBARBITAL("10", "232.24", false),
  PHENYTOIN("10", "252.27", false),
  /** As phosphorus. */
  PHOSPHATE("0.3229", "1", false),
  POTASSIUM("10", "39.098", true),
  SALICYLATE("10", "138.12", false),
  SODIUM("10", "22.990", true),
  THEOPHYLLINE("10", "180.16", false),
  /** Urea as such; see {@link #UREA_NITROGEN}. */
  UREA("10", "60.06", false),
  /** BUN: the nitrogen (N2) of urea; one mole of it is one mole of urea. */
  UREA_NITROGEN("0.357", "1", false),
  VALPROATE("10", "144.21", false);

  private final BigDecimal millimoles;
  private final BigDecimal perMgDl;
  private final boolean equivalents;

  Substance(String millimoles, String perMgDl, boolean equivalents) {
    this.millimoles = new BigDecimal(millimoles);
    this.perMgDl = new BigDecimal(perMgDl);
    this.equivalents = equivalents;
  }

  /**
   * mmol/L that are {@link #perMgDl()} mg/dL: factors stay fractions, so that converting never
   * rounds.
   */
  public BigDecimal millimoles() {
    return millimoles;
  }

  /** mg/dL that are {@link #millimoles()} mmol/L. */
  public BigDecimal perMgDl() {
    return perMgDl;
  }

  /**
   * Whether milliequivalents are accepted. Only monovalent ions: UCUM takes 1 meq for 1 mmol, which
   * is wrong by a factor of two for calcium and magnesium.
   */
  public boolean isEquivalents() {
    return equivalents;
  }

  /** The name in profiles: lower case with hyphens. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The substance of that name in profiles, or null. */
  public static @Nullable Substance of(String label) {
    for (Substance substance : values()) {
      if (substance.label().equals(label)) {
        return substance;
      }
    }
    return null;
  }

  /** All names, for messages. */
  public static String labels() {
    StringJoiner labels = new StringJoiner(", ");
    for (Substance substance : values()) {
      labels.add(substance.label());
    }
    return labels.toString();
  }
}
