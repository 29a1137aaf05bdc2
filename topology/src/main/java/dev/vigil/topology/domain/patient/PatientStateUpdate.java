package dev.vigil.topology.domain.patient;

import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.PatientState;
import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.avro.state.StateChange;
import dev.vigil.topology.domain.consent.CompiledConsents;
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
import java.util.Objects;
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

  /** Whether a record says nothing of a Consent or of the Patient that is not known. */
  public static boolean isKnown(PatientState state, PatientFacts facts) {
    if (facts instanceof ConsentFacts read) {
      ConsentState held = consent(state, read.consent().getId());
      return held != null
          && held.getReadable()
          && VersionOrder.isKnown(read.consent().getVersion(), held.getVersion());
    }
    return facts instanceof PatientBasics basics
        && VersionOrder.isKnown(basics.version(), state.getPatientVersion());
  }

  /**
   * Whether a newer version is known of a Consent.
   *
   * @param version a version of it
   */
  public static boolean isOutdated(PatientState state, String consentId, ResourceVersion version) {
    ConsentState held = consent(state, consentId);
    return held != null && VersionOrder.isOlder(version, held.getVersion());
  }

  private static @Nullable ConsentState consent(PatientState state, String id) {
    int index = indexOf(state.getConsents(), id);
    return index < 0 ? null : state.getConsents().get(index);
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
          consent ->
              consent.getId().equals(cleared)
                  ? ConsentState.newBuilder(consent).setReadable(false).build()
                  : consent);
    }
    consents.addAll(change.getForgotten());
    boolean overflow = change.getOverflow() == null ? state.getOverflow() : change.getOverflow();
    return copy(state, consents, overflow, null);
  }

  /**
   * The Consents before the last change as they could last be read, where it replaced one that
   * could not: an output that was open by that one was never told that it closed.
   */
  public static @Nullable PatientState lastReadBefore(PatientState state) {
    StateChange change = state.getLastChange();
    ConsentState replaced = change == null ? null : change.getReplaced();
    if (replaced == null || replaced.getReadable() || !wasRead(replaced)) {
      return null;
    }
    PatientState before = before(state);
    List<ConsentState> consents = new ArrayList<>(before.getConsents());
    undo(consents, replaced.getId(), asRead(replaced));
    return copy(before, consents, before.getOverflow(), null);
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
      return replace(withoutSpentRules(read.consent()));
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

  /** Of a Consent without effect only that it is so is kept, for the versions that come late. */
  private static ConsentState withoutSpentRules(ConsentState consent) {
    return CompiledConsents.isWithoutEffect(consent)
        ? ConsentState.newBuilder(consent).setProvision(null).build()
        : consent;
  }

  private PatientState replace(ConsentState consent) {
    List<ConsentState> consents = new ArrayList<>(before.getConsents());
    int index = indexOf(consents, consent.getId());
    ConsentState replaced = index < 0 ? null : consents.get(index);
    if (replaced != null && isLate(consent, replaced)) {
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

  /** Whether what arrives changes nothing, because what is held is newer. */
  private static boolean isLate(ConsentState arrived, ConsentState held) {
    if (!arrived.getReadable() && isUndated(arrived.getVersion())) {
      // Nothing says that it is older: it may be the revocation of what is held.
      return false;
    }
    if (held.getReadable() || !isUndated(held.getVersion())) {
      return VersionOrder.isOlder(arrived.getVersion(), held.getVersion());
    }
    // The version that could not be read is unknown: only what is newer than the content ends it,
    // not the same content once more.
    ResourceVersion content = held.getContentVersion();
    if (content == null) {
      return false;
    }
    int order = VersionOrder.compare(arrived.getVersion(), content);
    return order < 0 || (order == 0 && isSame(arrived.getVersion(), content));
  }

  private static boolean isUndated(ResourceVersion version) {
    String versionId = version.getVersionId();
    return (versionId == null || versionId.isEmpty()) && version.getLastUpdated() == null;
  }

  private static boolean isSame(ResourceVersion one, ResourceVersion other) {
    return Objects.equals(one.getVersionId(), other.getVersionId())
        && Objects.equals(one.getLastUpdated(), other.getLastUpdated());
  }

  private List<ConsentState> forgotten(String changed, List<ConsentState> kept) {
    return before.getConsents().stream()
        .filter(consent -> !consent.getId().equals(changed) && indexOf(kept, consent.getId()) < 0)
        .toList();
  }

  /** Keeps what was read before, so that an operator can put it back in force. */
  private ConsentState unreadable(UnreadableConsent unreadable) {
    int index = indexOf(before.getConsents(), unreadable.consentId());
    if (index < 0) {
      return ConsentState.newBuilder()
          .setId(unreadable.consentId())
          .setVersion(unreadable.version())
          .setReadable(false)
          .build();
    }
    ConsentState held = before.getConsents().get(index);
    ConsentState.Builder consent = ConsentState.newBuilder(held);
    if (held.getReadable()) {
      consent.setContentVersion(held.getVersion());
    }
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
        consents.add(asRead(consent));
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

  /** As if the version that could not be read had never come. */
  private static ConsentState asRead(ConsentState consent) {
    ResourceVersion content = consent.getContentVersion();
    return ConsentState.newBuilder(consent)
        .setReadable(true)
        .setVersion(content == null ? consent.getVersion() : content)
        .setContentVersion(null)
        .build();
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
