package dev.vigil.config;

import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/**
 * How Consents are read where FHIR R4 leaves a choice; {@code deploy/handbook/consent.md} gives the
 * reasons. The same for all outputs.
 */
public interface ConsentInterpretation {
  @Meaning(
      "Who holds the data: FHIR references such as Organization/general-hospital and system|value"
          + " identifiers, separated by commas. Provisions that name a custodian are compared with"
          + " all of them; unset, such a provision counts if it denies and not if it permits.")
  Optional<List<String>> custodian();

  @WithDefault("normal")
  @Meaning("How confidential a resource without confidentiality label in meta.security is.")
  Confidentiality unlabelled();

  @WithDefault("and-above")
  @Meaning(
      "What a deny for a confidentiality level withholds: and-above (that level and what is more"
          + " confidential) or and-below (FHIR R4's note to the letter).")
  DenyReach denyReach();

  @WithDefault("base")
  @Meaning(
      "What a root provision with a period and no other criterion is beside a policyRule: base (the"
          + " base decision for that period) or exception (to the policyRule).")
  RootPeriod rootPeriod();

  @WithDefault("not-applicable")
  @Meaning(
      "What a Consent of scope treatment is about: not-applicable (undergoing a treatment, not"
          + " disclosure) or privacy (disclosure).")
  TreatmentScope treatmentScope();

  @WithDefault("research-only")
  @Meaning(
      "What a Consent of scope research is about: research-only (research and clinical trials,"
          + " whatever it names) or as-stated (the purposes it names).")
  ResearchScope researchScope();

  /** Which levels a deny withholds. */
  enum DenyReach {
    AND_ABOVE,
    AND_BELOW
  }

  /** What a root with only a period is. */
  enum RootPeriod {
    BASE,
    EXCEPTION
  }

  /** What scope treatment is about. */
  enum TreatmentScope {
    NOT_APPLICABLE,
    PRIVACY
  }

  /** What scope research is about. */
  enum ResearchScope {
    RESEARCH_ONLY,
    AS_STATED
  }
}
