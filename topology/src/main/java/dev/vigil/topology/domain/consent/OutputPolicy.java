package dev.vigil.topology.domain.consent;

import java.util.List;
import java.util.Set;

/**
 * How consent is applied to one output.
 *
 * @param name name of the output
 * @param purpose purpose of use, a v3-ActReason code such as TREAT or HRESCH
 * @param recipient by what the receiver of this output is known: references ({@code
 *     Organization/f001}) and identifiers ({@code system|value}); empty: unknown, so that a rule
 *     about a recipient cannot be evaluated
 * @param custodian by what the holder of the data is known, in the same form; empty: unknown
 * @param withoutConsent decision when no Consent covers the question
 * @param whenIndeterminate decision when a Consent cannot be read or evaluated
 * @param withheld what it receives in place of a resource that is withheld
 * @param onDeny what becomes of a critical value that is denied to it
 * @param combine how several Consents become one verdict
 * @param categoryOrder for ORDERED: codes of Consent.category, first wins; others come last
 */
public record OutputPolicy(
    String name,
    String purpose,
    Set<String> recipient,
    Set<String> custodian,
    Decision withoutConsent,
    Decision whenIndeterminate,
    Withheld withheld,
    OnDeny onDeny,
    CombiningRule combine,
    List<String> categoryOrder) {

  public OutputPolicy {
    recipient = Set.copyOf(recipient);
    custodian = Set.copyOf(custodian);
    categoryOrder = List.copyOf(categoryOrder);
  }

  /**
   * The decision where a patient's Consents say nothing, or nothing that can be read, and the
   * configuration neither: a life-critical result must not be lost to a form; all else can wait.
   */
  public static Decision openForTreatment(String purpose) {
    return PurposeOfUse.isTreatment(purpose) ? Decision.PERMIT : Decision.DENY;
  }
}
