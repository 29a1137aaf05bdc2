package dev.vigil.config;

import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** What every output, the alert output included, says about consent besides its purpose of use. */
public interface ConsentRules {
  @Meaning(
      "Who receives this output, as a FHIR reference such as Organization/registry or a"
          + " system|value identifier. Provisions that name actors are compared with it.")
  Optional<String> recipient();

  @Meaning(
      "What to do without an applicable Consent. Unset: permit when the purpose is treatment"
          + " (TREAT and the codes below it), deny otherwise.")
  Optional<WithoutConsent> withoutConsent();

  @WithDefault("deny-overrides")
  @Meaning(
      "How several Consents become one decision: deny-overrides, most-recent (by dateTime), or"
          + " ordered (by category-order, the first verdict wins).")
  CombiningRule combine();

  @Meaning(
      "Codes of Consent.category, first to last, separated by commas. Needed and used only when"
          + " combine is ordered.")
  Optional<List<String>> categoryOrder();
}
