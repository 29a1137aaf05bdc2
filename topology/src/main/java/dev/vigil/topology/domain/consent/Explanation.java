package dev.vigil.topology.domain.consent;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision with all that led to it.
 *
 * @param decision the decision
 * @param consents what each Consent of the patient said, in the order in which they are kept
 * @param withheld asked about an output as a whole: what must be withheld from it; asked about a
 *     resource: what withholds that resource
 * @param reason in one sentence, without patient data other than ids of Consents
 */
public record Explanation(
    ConsentDecision decision, List<Testimony> consents, List<Obligation> withheld, String reason) {

  /**
   * What one Consent said.
   *
   * @param consentId its id; empty: it could not be read
   * @param verdict its own verdict, whatever the others say
   * @param provision path of what gave the verdict; null: nothing in particular
   * @param because why it does not apply; null: it does, or no rule of it matches
   */
  public record Testimony(
      String consentId, Verdict verdict, @Nullable String provision, @Nullable String because) {}
}
