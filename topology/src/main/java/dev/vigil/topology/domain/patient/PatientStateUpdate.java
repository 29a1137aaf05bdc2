package dev.vigil.topology.domain.patient;

import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.PatientState;
import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.avro.state.StateChange;
import dev.vigil.serdes.event.ReplayHeaders;
import dev.vigil.topology.domain.consent.CompiledConsents;
import dev.vigil.topology.domain.order.VersionOrder;
import dev.vigil.topology.domain.patient.PatientFacts.ConsentDeleted;
import dev.vigil.topology.domain.patient.PatientFacts.ConsentFacts;
import dev.vigil.topology.domain.patient.PatientFacts.IndeterminateCleared;
import dev.vigil.topology.domain.patient.PatientFacts.PatientBasics;
import dev.vigil.topology.domain.patient.PatientFacts.PatientDeleted;
import dev.vigil.topology.domain.patient.PatientFacts.Understood;
import dev.vigil.topology.domain.patient.PatientFacts.UnreadableConsent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Applies what a record says to what is known of its patient. Pure: the state given is not changed,
 * and a record that is older than what is known gives back the very same state.
 */
public final class PatientStateUpdate {
  /** Most dead letters that the entry without id names. */
  static final int MAX_UNREAD_RECORDS = 32;

  /**
   * Where the record stands in the log.
   *
   * @param appendedAt when it was appended
   * @param origin of a replay: where it stood first, {@code topic:partition:offset}
   */
  public record Coordinates(
      String topic, int partition, long offset, Instant appendedAt, @Nullable String origin) {
    /** Of a record that is no replay. */
    public Coordinates(String topic, int partition, long offset, Instant appendedAt) {
      this(topic, partition, offset, appendedAt, null);
    }

    String first() {
      return origin == null ? ReplayHeaders.origin(topic, partition, offset) : origin;
    }
  }

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
    Optional<PatientState> mended =
        coordinates.origin() == null || isOfUnknownId(facts)
            ? Optional.empty()
            : new PatientStateUpdate(known, coordinates, bounds).withoutMark();
    PatientState after =
        new PatientStateUpdate(mended.orElse(known), coordinates, bounds).apply(facts);
    mended.ifPresent(state -> alsoForgotten(after.getLastChange(), state.getLastChange()));
    return after;
  }

  /** What a record says comes on top of the mark that it takes away: both are one change. */
  private static void alsoForgotten(@Nullable StateChange change, @Nullable StateChange mended) {
    if (change != null && mended != null && indexOf(change.getForgotten(), "") < 0) {
      List<ConsentState> forgotten = new ArrayList<>(mended.getForgotten());
      forgotten.addAll(change.getForgotten());
      change.setForgotten(forgotten);
    }
  }

  private static boolean isOfUnknownId(PatientFacts facts) {
    return facts instanceof UnreadableConsent unreadable && unreadable.consentId().isEmpty();
  }

  /** Without what the failure of the record marked, now that it could be read; empty: nothing. */
  private Optional<PatientState> withoutMark() {
    int index = indexOf(before.getConsents(), "");
    ConsentState slot = index < 0 ? null : before.getConsents().get(index);
    String record = coordinates.first();
    if (slot == null || record.isEmpty() || !slot.getUnreadRecords().contains(record)) {
      return Optional.empty();
    }
    List<String> left =
        slot.getUnreadRecords().stream().filter(one -> !one.equals(record)).toList();
    List<ConsentState> consents = new ArrayList<>(before.getConsents());
    StateChange change = change(null, null);
    if (left.isEmpty()) {
      consents.remove(index);
      change.setForgotten(List.of(slot));
    } else {
      consents.set(index, ConsentState.newBuilder(slot).setUnreadRecords(left).build());
    }
    return Optional.of(copy(before, consents, before.getOverflow(), change));
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
    if (change == null) {
      return null;
    }
    ConsentState replaced = change.getReplaced();
    boolean unread = replaced != null && !replaced.getReadable() && wasRead(replaced);
    boolean mended = indexOf(change.getForgotten(), "") >= 0;
    if (!unread && !mended) {
      return null;
    }
    PatientState before = before(state);
    List<ConsentState> consents = new ArrayList<>(before.getConsents());
    if (unread) {
      undo(consents, replaced.getId(), asRead(replaced));
    }
    if (mended) {
      consents.removeIf(consent -> consent.getId().isEmpty());
    }
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
    if (facts instanceof Understood) {
      return before;
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
    if (replaced != null && (isMarkedAlready(replaced) || isLate(consent, replaced))) {
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
    StateChange last = before.getLastChange();
    boolean again = last != null && replaced != null && isTakenAgain(consent, replaced, last);
    StateChange change = change(consent.getId(), again ? last.getReplaced() : replaced);
    change.setForgotten(forgotten(consent.getId(), kept.consents()));
    return copy(before, kept.consents(), overflow, change);
  }

  /** Of the entry without id: whether it names this dead letter, which failed again. */
  private boolean isMarkedAlready(ConsentState held) {
    return held.getId().isEmpty() && held.getUnreadRecords().contains(coordinates.first());
  }

  /**
   * Whether the last change was by the first coming of this replay, which failed in a step behind
   * the state: what it replaced is what its replay replaces, so that outputs hear of the change.
   */
  private boolean isTakenAgain(ConsentState arrived, ConsentState held, StateChange last) {
    return coordinates.origin() != null
        && arrived.getId().equals(last.getConsentId())
        && arrived.getReadable() == held.getReadable()
        && arrived.getVersion().getArrivedAt() == held.getVersion().getArrivedAt()
        && VersionOrder.compare(arrived.getVersion(), held.getVersion()) == 0;
  }

  /** Whether what arrives changes nothing, because what is held is newer. */
  private static boolean isLate(ConsentState arrived, ConsentState held) {
    if (!arrived.getReadable() && isUndated(arrived.getVersion())) {
      // Unless its place does, nothing says that it is older: it may be the revocation of what is
      // held.
      return VersionOrder.stoodBefore(arrived.getVersion(), held.getVersion());
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
          .setUnreadRecords(unreadable.consentId().isEmpty() ? marked(List.of()) : List.of())
          .build();
    }
    ConsentState held = before.getConsents().get(index);
    ConsentState.Builder consent = ConsentState.newBuilder(held);
    if (held.getReadable()) {
      consent.setContentVersion(held.getVersion());
    }
    if (unreadable.consentId().isEmpty()) {
      // Of one that names none, by an earlier release, nobody knows what made it.
      consent.setUnreadRecords(
          held.getUnreadRecords().isEmpty() ? List.of("") : marked(held.getUnreadRecords()));
    }
    return consent.setVersion(unreadable.version()).setReadable(false).build();
  }

  /** An empty string stands for all beyond the bound: no replay ever takes it out. */
  private List<String> marked(List<String> before) {
    if (before.contains("")) {
      return before;
    }
    List<String> marked = new ArrayList<>(before);
    marked.add(before.size() < MAX_UNREAD_RECORDS ? coordinates.first() : "");
    return marked;
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
