package dev.vigil.topology.domain.consent;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The purposes of use of HL7 v3-ActReason and what they are kinds of (FHIR 4.0.1, CodeSystem
 * v3-ActReason, subtree PurposeOfUse).
 */
public final class PurposeOfUse {
  private static final Map<String, String> BROADER = new LinkedHashMap<>();

  static {
    under("", "HMARKT", "HOPERAT", "HPAYMT", "HRESCH", "PATRQT", "PUBHLTH", "TREAT");
    under("TREAT", "CLINTRL", "COC", "ETREAT", "POPHLTH");
    under("ETREAT", "BTG", "ERTREAT");
    under("HOPERAT", "CAREMGT", "DONAT", "FRAUD", "GOV", "HACCRED", "HCOMPL", "HDECD", "HDIRECT");
    under("HOPERAT", "HDM", "HLEGAL", "HOUTCOMS", "HPRGRP", "HQUALIMP", "HSYSADMIN", "MEMADMIN");
    under("HOPERAT", "MILCDM", "PATADMIN", "PATSFTY", "PERFMSR", "RECORDMGT", "SYSDEV", "TRAIN");
    under("HSYSADMIN", "LABELING", "METAMGT");
    under("SYSDEV", "HTEST");
    under("HPAYMT", "CLMATTCH", "COVAUTH", "COVERAGE", "REMITADV");
    under("COVERAGE", "ELIGDTRM", "ELIGVER", "ENROLLM", "MILDCRG");
    under("HRESCH", "BIORCH", "CLINTRCH", "DSRCH", "POARCH", "TRANSRCH");
    under("CLINTRCH", "CLINTRCHNPC", "CLINTRCHPC", "PRECLINTRCH");
    under("PATRQT", "FAMRQT", "PWATRNY", "SUPNWK");
    under("PUBHLTH", "DISASTER", "THREAT");
  }

  private PurposeOfUse() {}

  private static void under(String broader, String... codes) {
    for (String code : codes) {
      BROADER.put(code, broader);
    }
  }

  /** Whether v3-ActReason has this purpose of use. */
  public static boolean isKnown(String code) {
    return BROADER.containsKey(code);
  }

  /** All purposes of use of v3-ActReason. */
  public static Set<String> all() {
    return Collections.unmodifiableSet(BROADER.keySet());
  }

  /** The purpose itself and all that it is a kind of: ETREAT gives ETREAT and TREAT. */
  public static Set<String> selfAndBroader(String purpose) {
    Set<String> purposes = new HashSet<>();
    String code = purpose;
    purposes.add(code);
    for (@Nullable String next = BROADER.get(code);
        next != null && !next.isEmpty();
        next = BROADER.get(next)) {
      purposes.add(next);
    }
    return Set.copyOf(purposes);
  }

  /** Whether the purpose is treatment or a kind of it; a clinical trial counts as research. */
  public static boolean isTreatment(String purpose) {
    Set<String> purposes = selfAndBroader(purpose);
    return purposes.contains("TREAT") && !isResearch(purposes);
  }

  /**
   * Whether the purpose is research or a clinical trial: all that a research consent is about.
   *
   * @param selfAndBroader as {@link #selfAndBroader} gives it
   */
  static boolean isResearch(Set<String> selfAndBroader) {
    return selfAndBroader.contains("CLINTRL") || selfAndBroader.contains("HRESCH");
  }
}
