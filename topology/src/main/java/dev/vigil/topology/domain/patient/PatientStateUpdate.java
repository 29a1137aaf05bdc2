package dev.vigil.topology.domain.patient;

import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.PatientState;
import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.avro.state.StateChange;
import dev.vigil.topology.domain.order.VersionOrder;
import dev.vigil.topology.domain.patient.PatientFacts.ConsentDeleted;
import dev.vigil.topology.domain.patient.PatientFacts.ConsentFacts;
import dev.vigil.topology.domain.patient.PatientFacts.IndeterminateCleared;
import dev.vigil.topology.domain.patient.PatientFacts.PatientBasics;
import dev.vigil.topology.domain.patient.PatientFacts.PatientDeleted;
import dev.vigil.topology.domain.patient.PatientFacts.UnreadableConsent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies what a record says to what is known of its patient. Pure: the state given is not changed,
 * and a record that is older than what is known gives back the very same state.
 */
public final class PatientStateUpdate {
  /** Where the record stands in the log, and when it was appended. */
  public record Coordinates(String topic, int partition, long offset, Instant appendedAt) {}

  private final PatientState before;
  private final Coordinates coordinates;
  private final KeptConsents bounds;

  private PatientStateUpdate(PatientState before, Coordinates coordinates, KeptConsents bounds) {
    this.before = before;
    this.coordinates = coordinates;
    this.bounds = bounds;
  }

  /**
   * The state after a record.
   *
   * @param before null: nothing is known of the patient
   * @param bounds how many Consents are kept
   * @return {@code before} itself if the record changes nothing
   */
  public static PatientState apply(
      @Nullable PatientState before,
      PatientFacts facts,
      Coordinates coordinates,
      KeptConsents bounds) {
    PatientState known = before == null ? PatientState.newBuilder().build() : before;
    return new PatientStateUpdate(known, coordinates, bounds).apply(facts);
  }

  /** Whether the record at these coordinates is the one that changed the state last. */
  public static boolean isChangedBy(PatientState state, String topic, int partition, long offset) {
    StateChange change = state.getLastChange();
    return change != null
        && change.getTopic().equals(topic)
        && change.getPartition() == partition
        && change.getOffset() == offset;
  }

  /**
   * The Consents as they were before the last change, so that its effect on decisions is known. Of
   * a change of the Patient resource nothing is undone: it affects no consent decision.
   */
  public static PatientState before(PatientState state) {
    StateChange change = state.getLastChange();
    if (change == null) {
      return state;
    }
    List<ConsentState> consents = new ArrayList<>(state.getConsents());
    if (change.getConsentId() != null) {
      undo(consents, change.getConsentId(), change.getReplaced());
    }
    for (String cleared : change.getCleared()) {
      consents.replaceAll(
          consent -> consent.getId().equals(cleared) ? withReadable(consent, false) : consent);
    }
    consents.addAll(change.getForgotten());
    boolean overflow = change.getOverflow() == null ? state.getOverflow() : change.getOverflow();
    return copy(state, consents, overflow, null);
  }

  private static void undo(
      List<ConsentState> consents, String changed, @Nullable ConsentState replaced) {
    int index = indexOf(consents, changed);
    if (replaced != null && index >= 0) {
      consents.set(index, replaced);
    } else if (replaced != null) {
      consents.add(replaced);
    } else if (index >= 0) {
      consents.remove(index);
    }
  }

  /** Whether a version of a Consent was ever read, or its deletion seen. */
  static boolean wasRead(ConsentState consent) {
    return !consent.getStatus().isEmpty()
        || !consent.getUnreadable().isEmpty()
        || consent.getDeleted();
  }

  private PatientState apply(PatientFacts facts) {
    if (facts instanceof ConsentFacts read) {
      return replace(read.consent());
    }
    if (facts instanceof ConsentDeleted deleted) {
      return replace(
          ConsentState.newBuilder()
              .setId(deleted.consentId())
              .setVersion(deleted.version())
              .setDeleted(true)
              .build());
    }
    if (facts instanceof UnreadableConsent unreadable) {
      return replace(unreadable(unreadable));
    }
    if (facts instanceof PatientBasics basics) {
      return patient(basics.birthDate(), basics.deceased(), basics.version());
    }
    if (facts instanceof PatientDeleted deleted) {
      return patient(null, before.getDeceased(), deleted.version());
    }
    if (facts instanceof IndeterminateCleared cleared) {
      return clear(cleared);
    }
    throw new IllegalArgumentException("kind of fact");
  }

  private PatientState replace(ConsentState consent) {
    List<ConsentState> consents = new ArrayList<>(before.getConsents());
    int index = indexOf(consents, consent.getId());
    ConsentState replaced = index < 0 ? null : consents.get(index);
    if (replaced != null && VersionOrder.isOlder(consent.getVersion(), replaced.getVersion())) {
      return before;
    }
    if (index < 0) {
      consents.add(consent);
    } else {
      consents.set(index, consent);
    }
    ConsentBound.Kept kept =
        ConsentBound.keep(consents, consent.getId(), coordinates.appendedAt(), bounds);
    // What was forgotten may have been anything: only an operator ends an overflow.
    boolean overflow = before.getOverflow() || kept.overflow();
    StateChange change = change(consent.getId(), replaced);
    change.setForgotten(forgotten(consent.getId(), kept.consents()));
    return copy(before, kept.consents(), overflow, change);
  }

  private List<ConsentState> forgotten(String changed, List<ConsentState> kept) {
    return before.getConsents().stream()
        .filter(consent -> !consent.getId().equals(changed) && indexOf(kept, consent.getId()) < 0)
        .toList();
  }

  /** Keeps what was read before, so that an operator can put it back in force. */
  private ConsentState unreadable(UnreadableConsent unreadable) {
    int index = indexOf(before.getConsents(), unreadable.consentId());
    ConsentState.Builder consent =
        index < 0
            ? ConsentState.newBuilder().setId(unreadable.consentId())
            : ConsentState.newBuilder(before.getConsents().get(index));
    return consent.setVersion(unreadable.version()).setReadable(false).build();
  }

  private PatientState patient(
      @Nullable String birthDate, boolean deceased, ResourceVersion version) {
    if (VersionOrder.isOlder(version, before.getPatientVersion())) {
      return before;
    }
    PatientState after =
        copy(before, before.getConsents(), before.getOverflow(), change(null, null));
    after.setBirthDate(birthDate);
    after.setDeceased(deceased);
    after.setPatientVersion(version);
    return after;
  }

  private PatientState clear(IndeterminateCleared clear) {
    if (!clear.seen().equals(Revision.of(before))) {
      return before;
    }
    String only = clear.consentId();
    List<ConsentState> consents = new ArrayList<>();
    List<String> cleared = new ArrayList<>();
    List<ConsentState> forgotten = new ArrayList<>();
    for (ConsentState consent : before.getConsents()) {
      if (consent.getReadable() || (only != null && !only.equals(consent.getId()))) {
        consents.add(consent);
      } else if (wasRead(consent)) {
        consents.add(withReadable(consent, true));
        cleared.add(consent.getId());
      } else {
        forgotten.add(consent);
      }
    }
    boolean overflow = before.getOverflow() && only != null;
    if (cleared.isEmpty() && forgotten.isEmpty() && overflow == before.getOverflow()) {
      return before;
    }
    StateChange change = change(null, null);
    change.setCleared(cleared);
    change.setForgotten(forgotten);
    return copy(before, consents, overflow, change);
  }

  private static ConsentState withReadable(ConsentState consent, boolean readable) {
    return ConsentState.newBuilder(consent).setReadable(readable).build();
  }

  private StateChange change(@Nullable String consentId, @Nullable ConsentState replaced) {
    return StateChange.newBuilder()
        .setTopic(coordinates.topic())
        .setPartition(coordinates.partition())
        .setOffset(coordinates.offset())
        .setConsentId(consentId)
        .setReplaced(replaced)
        .setOverflow(before.getOverflow())
        .build();
  }

  /** The parts are shared with the original: nobody changes them. */
  private static PatientState copy(
      PatientState state,
      List<ConsentState> consents,
      boolean overflow,
      @Nullable StateChange lastChange) {
    return new PatientState(
        consents,
        overflow,
        state.getBirthDate(),
        state.getDeceased(),
        state.getPatientVersion(),
        lastChange);
  }

  private static int indexOf(List<ConsentState> consents, String id) {
    for (int i = 0; i < consents.size(); i++) {
      if (consents.get(i).getId().equals(id)) {
        return i;
      }
    }
    return -1;
  }
}
