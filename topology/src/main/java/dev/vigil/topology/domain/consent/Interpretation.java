package dev.vigil.topology.domain.consent;

/**
 * How Consents are read where FHIR R4 leaves a choice. The handbook ({@code
 * deploy/handbook/consent.md}) gives each choice with its reason.
 *
 * @param unlabelled how confidential a resource without confidentiality label is taken to be
 * @param denyReach what a deny for a confidentiality level withholds
 * @param rootPeriod what a root with a period and no other criterion is, beside a policyRule
 * @param treatmentScope what a Consent of scope {@code treatment} is about
 * @param researchScope what a Consent of scope {@code research} is about
 */
public record Interpretation(
    Confidentiality unlabelled,
    DenyReach denyReach,
    RootPeriod rootPeriod,
    TreatmentScope treatmentScope,
    ResearchScope researchScope) {

  /** The choices that are in force unless a hospital makes others. */
  public static final Interpretation DEFAULT =
      new Interpretation(
          Confidentiality.NORMAL,
          DenyReach.AND_ABOVE,
          RootPeriod.BASE,
          TreatmentScope.NOT_APPLICABLE,
          ResearchScope.RESEARCH_ONLY);

  /** Which levels a deny for one level withholds. */
  public enum DenyReach {
    /** That level and what is more confidential: what the patient means. */
    AND_ABOVE,
    /** That level and what is less confidential: FHIR R4's note to the letter. */
    AND_BELOW
  }

  /** What a root provision is that has a period and no other criterion. */
  public enum RootPeriod {
    /** The base decision, for that period. */
    BASE,
    /** An exception to the policyRule, for that period. */
    EXCEPTION
  }

  /** What a Consent of scope {@code treatment} is about. */
  public enum TreatmentScope {
    /** Undergoing a treatment, not the disclosure of data: it never applies. */
    NOT_APPLICABLE,
    /** Disclosure, as if its scope were {@code patient-privacy}. */
    PRIVACY
  }

  /** What a Consent of scope {@code research} is about. */
  public enum ResearchScope {
    /** Research and clinical trials, whatever purposes it names. */
    RESEARCH_ONLY,
    /** The purposes it names; research if it names none. */
    AS_STATED
  }
}
