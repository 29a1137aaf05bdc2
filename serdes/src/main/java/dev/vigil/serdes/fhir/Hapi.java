package dev.vigil.serdes.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.PerformanceOptionsEnum;

/** HAPI's model of FHIR R4, once for all: it is large, and made when it is first needed. */
public final class Hapi {
  private static final FhirContext R4 = FhirContext.forR4();

  static {
    // Read what is asked for only: of 150 types of resource, Vigil parses one.
    R4.setPerformanceOptions(PerformanceOptionsEnum.DEFERRED_MODEL_SCANNING);
  }

  private Hapi() {}

  /** FHIR R4; safe for use by several threads. */
  public static FhirContext r4() {
    return R4;
  }
}
