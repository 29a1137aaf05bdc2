package dev.vigil.config;

import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** What every output, the alert output included, says about consent besides its purpose of use. */
public interface ConsentRules {
  @Meaning(
      "Who receives this output: FHIR references such as Organization/registry and system|value"
          + " identifiers, separated by commas. Provisions that name actors are compared with all of"
          + " them; unset, such a provision counts if it denies and not if it permits.")
  Optional<List<String>> recipient();

  @Meaning(
      "What to do without an applicable Consent. Unset: permit when the purpose is treatment"
          + " (TREAT and the codes below it), deny otherwise.")
  Optional<WithoutConsent> withoutConsent();

  @Meaning(
      "What to do when a Consent cannot be read or evaluated. Unset: permit when the purpose is"
          + " treatment, deny otherwise.")
  Optional<WithoutConsent> whenIndeterminate();

  @WithDefault("withhold")
  @Meaning(
      "What becomes of a critical value that consent denies: withhold (alerts: a review item without"
          + " clinical content) or break-glass (written and flagged; for treatment only). Both are"
          + " audited.")
  OnDeny onDeny();

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
