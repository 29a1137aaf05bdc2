package dev.vigil.topology.domain.consent;

import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.ProvisionState;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which purposes a Consent can be about, by its scope and category. */
enum Coverage {
  ALL,
  RESEARCH,
  /** Consent to undergo a treatment, and advance directives: not about disclosure. */
  NOTHING;

  private static final Set<String> RESEARCH_CATEGORIES =
      Set.of("research", "RESEARCH", "rsdid", "rsreid");
  private static final Set<String> DIRECTIVES =
      Set.of("adr", "treatment", "acd", "dnr", "emrgonly", "hcd", "polst");

  static Coverage of(ConsentState consent) {
    List<String> scope = consent.getScope();
    List<String> category = consent.getCategory();
    boolean research = category.stream().anyMatch(RESEARCH_CATEGORIES::contains);
    if (scope.contains("patient-privacy")) {
      // A form that is filed under research and names no purpose is about research.
      return research && !namesPurpose(consent.getProvision()) ? RESEARCH : ALL;
    }
    if (scope.contains("research")) {
      return RESEARCH;
    }
    if (scope.contains("treatment") || scope.contains("adr")) {
      return NOTHING;
    }
    // Some producers leave scope out and put its code into category.
    if (category.contains("patient-privacy")) {
      return ALL;
    }
    if (research) {
      return RESEARCH;
    }
    return category.stream().anyMatch(DIRECTIVES::contains) ? NOTHING : ALL;
  }

  boolean includes(Question question) {
    return this == ALL
        || (this == RESEARCH && PurposeOfUse.isResearch(question.purpose(), question.purposes()));
  }

  private static boolean namesPurpose(@Nullable ProvisionState provision) {
    return provision != null
        && (!provision.getPurposes().isEmpty()
            || provision.getUnreadable().contains("purpose")
            || provision.getProvisions().stream().anyMatch(Coverage::namesPurpose));
  }
}
