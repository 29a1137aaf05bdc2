package dev.vigil.topology.domain.patient;

import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.ResourceVersion;
import org.jspecify.annotations.Nullable;

/** What one record says about a patient. */
public sealed interface PatientFacts {

  /**
   * A Consent that could be read.
   *
   * @param consent its content and version
   */
  record ConsentFacts(ConsentState consent) implements PatientFacts {}

  /**
   * A Consent that was deleted at its source.
   *
   * @param consentId its logical id
   * @param version of the delete; often without version id and lastUpdated
   */
  record ConsentDeleted(String consentId, ResourceVersion version) implements PatientFacts {}

  /**
   * A record that is a Consent and could not be read: a dead letter. Until a newer readable version
   * or an operator clears it, that Consent is indeterminate.
   *
   * @param consentId its logical id; empty: unknown, then one slot of the patient stands for it
   * @param version as far as it is known; its event time orders it if nothing else does
   */
  record UnreadableConsent(String consentId, ResourceVersion version) implements PatientFacts {}

  /**
   * A record that was replayed, could be read, and says nothing new of the patient: a mark that its
   * failure left is without a cause from now on.
   */
  record Understood() implements PatientFacts {}

  /**
   * An operator looked at what is indeterminate and clears it: a Consent that was read before has
   * effect again as it was, one that never was is forgotten.
   *
   * @param consentId its logical id; empty: the slot of those without id; null: everything,
   *     including the overflow
   * @param seen revision of the state that the operator looked at ({@link Revision}): what came
   *     later must be looked at first, so nothing is cleared then
   */
  record IndeterminateCleared(@Nullable String consentId, String seen) implements PatientFacts {}

  /**
   * A Patient.
   *
   * @param birthDate as received: a day, a month or a year
   * @param deceased whether deceased[x] says so
   * @param version of the Patient resource
   */
  record PatientBasics(@Nullable String birthDate, boolean deceased, ResourceVersion version)
      implements PatientFacts {}

  /**
   * A Patient that was deleted at its source: its birth date is no longer known.
   *
   * @param version of the delete
   */
  record PatientDeleted(ResourceVersion version) implements PatientFacts {}
}
