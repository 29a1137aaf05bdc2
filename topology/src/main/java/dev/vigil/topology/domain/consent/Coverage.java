package dev.vigil.topology.domain.consent;

import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.ProvisionState;
import dev.vigil.topology.domain.consent.Interpretation.ResearchScope;
import dev.vigil.topology.domain.consent.Interpretation.TreatmentScope;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which purposes a Consent can be about, by its scope and category. */
enum Coverage {
  ALL,
  RESEARCH,
  /** Its scope cannot be read: it may be about the purpose or not. */
  UNCERTAIN,
  /** Consent to undergo a treatment, and advance directives: not about disclosure. */
  NOTHING;

  private static final Set<String> RESEARCH_CATEGORIES =
      Set.of("research", "RESEARCH", "rsdid", "RSDID", "rsreid", "RSREID");
  private static final Set<String> DIRECTIVES =
      Set.of("adr", "treatment", "acd", "dnr", "emrgonly", "hcd", "polst");

  static Coverage of(ConsentState consent, Interpretation interpretation) {
    List<String> scope = consent.getScope();
    List<String> category = consent.getCategory();
    boolean research = category.stream().anyMatch(RESEARCH_CATEGORIES::contains);
    if (scope.contains("patient-privacy")) {
      // A form that is filed under research and names no other purpose is about research.
      return research && !namesOtherPurpose(consent.getProvision()) ? RESEARCH : ALL;
    }
    if (scope.contains("research")) {
      boolean asStated =
          interpretation.researchScope() == ResearchScope.AS_STATED
              && namesOtherPurpose(consent.getProvision());
      return asStated ? ALL : RESEARCH;
    }
    if (scope.contains("treatment")) {
      return interpretation.treatmentScope() == TreatmentScope.PRIVACY ? ALL : NOTHING;
    }
    if (scope.contains("adr")) {
      return NOTHING;
    }
    if (consent.getUnreadable().contains("scope")) {
      return UNCERTAIN;
    }
    // Some producers leave scope out and put its code into category.
    if (category.contains("patient-privacy")) {
      return ALL;
    }
    if (research) {
      return RESEARCH;
    }
    if (category.contains("treatment")
        && interpretation.treatmentScope() == TreatmentScope.PRIVACY) {
      return ALL;
    }
    if (category.stream().anyMatch(DIRECTIVES::contains)) {
      return NOTHING;
    }
    List<String> unreadable = consent.getUnreadable();
    boolean lost =
        scope.isEmpty() && (unreadable.contains("scope") || unreadable.contains("category"));
    return lost ? UNCERTAIN : ALL;
  }

  Match includes(Question question) {
    return switch (this) {
      case ALL -> Match.YES;
      case RESEARCH -> Match.of(PurposeOfUse.isResearch(question.purposes()));
      case UNCERTAIN -> Match.UNKNOWN;
      case NOTHING -> Match.NO;
    };
  }

  /** Whether a provision names a purpose that is not research. */
  private static boolean namesOtherPurpose(@Nullable ProvisionState provision) {
    return provision != null
        && (provision.getPurposes().stream()
                .anyMatch(purpose -> !PurposeOfUse.isResearch(PurposeOfUse.selfAndBroader(purpose)))
            || provision.getUnreadable().contains("purpose")
            || provision.getProvisions().stream().anyMatch(Coverage::namesOtherPurpose));
  }
}
