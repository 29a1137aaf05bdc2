package dev.vigil.topology.domain.patient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.vigil.avro.state.Brought;
import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.PatientState;
import dev.vigil.avro.state.ProvisionState;
import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.avro.state.StateChange;
import dev.vigil.topology.domain.consent.Interpretation;
import dev.vigil.topology.domain.patient.PatientFacts.ConsentDeleted;
import dev.vigil.topology.domain.patient.PatientFacts.ConsentFacts;
import dev.vigil.topology.domain.patient.PatientFacts.IndeterminateCleared;
import dev.vigil.topology.domain.patient.PatientFacts.PatientBasics;
import dev.vigil.topology.domain.patient.PatientFacts.PatientDeleted;
import dev.vigil.topology.domain.patient.PatientFacts.Understood;
import dev.vigil.topology.domain.patient.PatientFacts.UnreadableConsent;
import dev.vigil.topology.domain.patient.PatientStateUpdate.Coordinates;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PatientStateUpdateTest {
  private static final Instant NOW = Instant.parse("2026-01-15T12:00:00Z");
  private static final String OPT_IN = "OPTIN";
  private static final String OPT_OUT = "OPTOUT";

  private long offset = 0;
  private int maxConsents = 20;

  private PatientState apply(@Nullable PatientState before, PatientFacts... facts) {
    PatientState state = before == null ? PatientState.newBuilder().build() : before;
    for (PatientFacts fact : facts) {
      PatientState copy = PatientState.newBuilder(state).build();
      PatientState after =
          PatientStateUpdate.apply(
              state,
              fact,
              new Coordinates("fhir.events", 3, offset++, NOW),
              new KeptConsents(maxConsents, Interpretation.DEFAULT));
      assertThat(state).as("the input is not changed").isEqualTo(copy);
      state = after;
    }
    return state;
  }

  /** Applies a replay of what stood first at an offset. */
  private PatientState replay(PatientState before, long first, PatientFacts fact) {
    return PatientStateUpdate.apply(
        before,
        fact,
        new Coordinates("fhir.replay", 3, offset++, NOW, "fhir.events:3:" + first),
        new KeptConsents(maxConsents, Interpretation.DEFAULT));
  }

  @Test
  void aReplayThatCouldBeReadTakesAwayWhatItsFailureMarkedAndNoMore() {
    PatientState both =
        apply(
            apply(null, consent("c", 1, OPT_IN)),
            new UnreadableConsent("", bare(1)),
            new UnreadableConsent("", bare(2)));
    assertThat(both.getConsents().get(1).getUnreadRecords())
        .containsExactly("fhir.events:3:1", "fhir.events:3:2");

    PatientState one = replay(both, 1, consent("d", 1, OPT_OUT));
    assertThat(ids(one)).containsExactly("c", "", "d");
    assertThat(one.getConsents().get(1).getUnreadRecords()).containsExactly("fhir.events:3:2");

    PatientState none = replay(one, 2, new Understood());
    assertThat(ids(none)).containsExactly("c", "d");
    assertThat(PatientStateUpdate.isChangedBy(none, "fhir.replay", 3, offset - 1)).isTrue();
    assertThat(ids(PatientStateUpdate.before(none))).contains("");
    assertThat(replay(none, 2, new Understood())).isSameAs(none);
  }

  @Test
  void oneChangeTakesAwayTheMarkAndPutsTheConsentInForce() {
    PatientState marked =
        apply(apply(null, consent("c", 1, OPT_IN)), new UnreadableConsent("", bare(1)));
    PatientState mended = replay(marked, 1, consent("c", 2, OPT_OUT));

    assertThat(only(mended).getPolicyRule()).containsExactly(OPT_OUT);
    assertThat(PatientStateUpdate.before(mended).getConsents())
        .containsExactlyInAnyOrderElementsOf(marked.getConsents());
    PatientState lastRead = PatientStateUpdate.lastReadBefore(mended);
    assertThat(lastRead).isNotNull();
    assertThat(only(lastRead).getPolicyRule())
        .as("an output that was open until the failure hears that it is closed")
        .containsExactly(OPT_IN);
  }

  @Test
  void anOlderVersionThatCouldBeReadStillTakesAwayItsMark() {
    PatientState state =
        apply(apply(null, new UnreadableConsent("", bare(1))), consent("c", 2, OPT_OUT));
    PatientState mended = replay(state, 0, consent("c", 1, OPT_IN));
    assertThat(only(mended).getPolicyRule()).containsExactly(OPT_OUT);
  }

  @Test
  void aReplayThatFailsAgainMarksNothingTwice() {
    PatientState marked = apply(null, new UnreadableConsent("", bare(1)));
    assertThat(replay(marked, 0, new UnreadableConsent("", bare(9)))).isSameAs(marked);
  }

  @Test
  void beyondTheBoundOnlyAnOperatorTakesAwayTheMark() {
    PatientState state = PatientState.newBuilder().build();
    for (int i = 0; i < PatientStateUpdate.MAX_UNREAD_RECORDS + 5; i++) {
      state = apply(state, new UnreadableConsent("", bare(i)));
    }
    assertThat(only(state).getUnreadRecords()).hasSize(PatientStateUpdate.MAX_UNREAD_RECORDS + 1);
    for (int i = 0; i < PatientStateUpdate.MAX_UNREAD_RECORDS + 5; i++) {
      state = replay(state, i, new Understood());
    }
    assertThat(only(state).getUnreadRecords()).containsExactly("");
    assertThat(clear(state, null).getConsents()).isEmpty();
  }

  @Test
  void aMarkByAnEarlierReleaseIsNotTakenAwayByTheReplayOfALaterOne() {
    PatientState old =
        PatientState.newBuilder()
            .setConsents(
                List.of(
                    ConsentState.newBuilder()
                        .setId("")
                        .setVersion(bare(1))
                        .setReadable(false)
                        .build()))
            .build();
    PatientState marked = apply(old, new UnreadableConsent("", bare(2)));
    assertThat(ids(replay(marked, 0, new Understood()))).containsExactly("");
  }

  @Test
  void aReplayWhoseFirstComingFailedBehindTheStateReplacesWhatThatReplaced() {
    PatientState state =
        apply(apply(null, consent("c", 1, OPT_IN)), arrived(consent("c", 2, OPT_OUT), 50, false));
    PatientState again = replay(state, 1, arrived(consent("c", 2, OPT_OUT), 50, true));
    assertThat(PatientStateUpdate.isChangedBy(again, "fhir.replay", 3, offset - 1)).isTrue();
    assertThat(only(PatientStateUpdate.before(again)).getPolicyRule()).containsExactly(OPT_IN);
  }

  @Test
  void anUndatedReplayDoesNotMarkWhatCameAfterItsFirstComing() {
    PatientState state = apply(null, arrived(consent("c", 2, OPT_OUT), 60, false));
    ResourceVersion first = bare(1);
    first.setArrivedAt(50);
    first.setReplayed(true);
    assertThat(replay(state, 1, new UnreadableConsent("c", first))).isSameAs(state);
    first.setArrivedAt(70);
    assertThat(only(replay(state, 1, new UnreadableConsent("c", first))).getReadable()).isFalse();
  }

  private static ConsentFacts arrived(ConsentFacts facts, long at, boolean replayed) {
    facts.consent().getVersion().setArrivedAt(at);
    facts.consent().getVersion().setReplayed(replayed);
    return facts;
  }

  /** Clears by an operator who has seen the newest state. */
  private PatientState clear(PatientState state, @Nullable String consentId) {
    return apply(state, new IndeterminateCleared(consentId, Revision.of(state)));
  }

  private static ResourceVersion version(int number) {
    return new ResourceVersion(
        "his", Integer.toString(number), null, number * 1_000L, 0L, false, Brought.CONTENT);
  }

  private static ResourceVersion bare(int time) {
    return new ResourceVersion("his", null, null, time * 1_000L, 0L, false, Brought.CONTENT);
  }

  private static ConsentState state(String id, int version, String status, String policyRule) {
    return ConsentState.newBuilder()
        .setId(id)
        .setVersion(version(version))
        .setStatus(status)
        .setPolicyRule(List.of(policyRule))
        .build();
  }

  private static ConsentFacts consent(String id, int version, String policyRule) {
    return new ConsentFacts(state(id, version, "active", policyRule));
  }

  private static ConsentFacts inactive(String id, int version) {
    return new ConsentFacts(state(id, version, "inactive", OPT_OUT));
  }

  private static ConsentFacts expired(String id, int version) {
    ConsentState consent = state(id, version, "active", OPT_OUT);
    consent.setProvision(ProvisionState.newBuilder().setPeriodEnd(NOW.toEpochMilli() - 1).build());
    return new ConsentFacts(consent);
  }

  private static List<String> ids(PatientState state) {
    return state.getConsents().stream().map(ConsentState::getId).toList();
  }

  private static ConsentState only(PatientState state) {
    assertThat(state.getConsents()).hasSize(1);
    return state.getConsents().get(0);
  }

  @Test
  void startsFromNothing() {
    PatientState state =
        PatientStateUpdate.apply(
            null,
            consent("c", 1, OPT_IN),
            new Coordinates("fhir.events", 3, 7, NOW),
            new KeptConsents(20, Interpretation.DEFAULT));
    assertThat(ids(state)).containsExactly("c");
    assertThat(state.getLastChange())
        .isEqualTo(
            StateChange.newBuilder()
                .setTopic("fhir.events")
                .setPartition(3)
                .setOffset(7)
                .setConsentId("c")
                .setOverflow(false)
                .build());
    assertThat(Revision.of(state)).isEqualTo("fhir.events/3/7");
    assertThat(PatientStateUpdate.isChangedBy(state, "fhir.events", 3, 7)).isTrue();
    assertThat(PatientStateUpdate.isChangedBy(state, "fhir.events", 3, 8)).isFalse();
    assertThat(PatientStateUpdate.isChangedBy(state, "fhir.events", 2, 7)).isFalse();
    assertThat(PatientStateUpdate.isChangedBy(state, "fhir.replay", 3, 7)).isFalse();
    assertThat(PatientStateUpdate.before(state).getConsents()).isEmpty();
  }

  @Test
  void aNewerVersionReplaces() {
    PatientState one = apply(null, consent("c", 1, OPT_IN), consent("d", 1, OPT_IN));
    PatientState two = apply(one, consent("c", 2, OPT_OUT));
    assertThat(ids(two)).containsExactly("c", "d");
    assertThat(two.getConsents().get(0).getPolicyRule()).containsExactly(OPT_OUT);
    assertThat(two.getLastChange().getReplaced()).isEqualTo(one.getConsents().get(0));
    assertThat(PatientStateUpdate.before(two).getConsents()).isEqualTo(one.getConsents());
  }

  @Test
  void anOlderVersionChangesNothing() {
    PatientState two = apply(null, consent("c", 2, OPT_OUT));
    assertThat(apply(two, consent("c", 1, OPT_IN))).isSameAs(two);
  }

  @Test
  void theSameVersionAgainGoesToTheLaterInTheLog() {
    PatientState two = apply(null, consent("c", 2, OPT_OUT), consent("c", 2, OPT_IN));
    assertThat(only(two).getPolicyRule()).containsExactly(OPT_IN);
  }

  @Test
  void aDeletedConsentDoesNotComeBackToLife() {
    PatientState deleted = apply(null, consent("c", 2, OPT_IN), new ConsentDeleted("c", bare(3)));
    assertThat(only(deleted).getDeleted()).isTrue();
    assertThat(only(deleted).getPolicyRule()).isEmpty();
    assertThat(apply(deleted, consent("c", 2, OPT_IN))).isSameAs(deleted);
    assertThat(only(apply(deleted, consent("c", 4, OPT_IN))).getDeleted()).isFalse();
  }

  @Test
  void anOlderDeleteChangesNothing() {
    PatientState state = apply(null, consent("c", 5, OPT_IN));
    assertThat(apply(state, new ConsentDeleted("c", bare(3)))).isSameAs(state);
  }

  @Test
  void anUnreadableVersionMarksUntilANewerOneIsRead() {
    PatientState state =
        apply(null, consent("c", 2, OPT_IN), new UnreadableConsent("c", version(3)));
    assertThat(only(state).getReadable()).isFalse();
    assertThat(only(state).getPolicyRule()).as("kept for an operator").containsExactly(OPT_IN);
    assertThat(apply(state, consent("c", 2, OPT_IN))).isSameAs(state);
    assertThat(only(apply(state, consent("c", 3, OPT_OUT))).getReadable()).isTrue();
  }

  @Test
  void anUnreadableRecordWithoutVersionCountsByEventTime() {
    PatientState state = apply(null, consent("c", 2, OPT_IN), new UnreadableConsent("c", bare(5)));
    assertThat(only(state).getReadable()).isFalse();
    assertThat(apply(state, consent("c", 2, OPT_IN))).as("a resend does not clear").isSameAs(state);
    assertThat(only(apply(state, consent("c", 6, OPT_IN))).getReadable()).isTrue();
  }

  @Test
  void anUnreadableOlderVersionChangesNothing() {
    PatientState state = apply(null, consent("c", 4, OPT_IN));
    assertThat(apply(state, new UnreadableConsent("c", version(3)))).isSameAs(state);
  }

  @Test
  void oneSlotStandsForAllConsentsWithoutId() {
    PatientState state =
        apply(
            null,
            consent("c", 1, OPT_IN),
            new UnreadableConsent("", bare(5)),
            new UnreadableConsent("", bare(6)),
            consent("c", 9, OPT_IN));
    assertThat(ids(state)).containsExactly("c", "");
    assertThat(state.getConsents().get(1).getReadable()).isFalse();
  }

  @Test
  void anOperatorClears() {
    PatientState state =
        apply(
            null,
            consent("c", 1, OPT_OUT),
            new UnreadableConsent("c", bare(5)),
            new UnreadableConsent("d", bare(5)),
            new UnreadableConsent("", bare(5)));
    PatientState one = clear(state, "c");
    assertThat(ids(one)).containsExactly("c", "d", "");
    assertThat(one.getConsents().get(0).getReadable()).isTrue();
    assertThat(one.getConsents().get(0).getPolicyRule()).containsExactly(OPT_OUT);
    assertThat(ids(clear(one, ""))).containsExactly("c", "d");
    assertThat(ids(clear(state, null))).containsExactly("c");
    PatientState clear = apply(null, consent("c", 1, OPT_OUT));
    assertThat(clear(clear, null)).isSameAs(clear);
  }

  @Test
  void nothingIsClearedThatTheOperatorHasNotSeen() {
    PatientState seen = apply(null, consent("c", 1, OPT_IN), new UnreadableConsent("c", bare(5)));
    PatientState now = apply(seen, new UnreadableConsent("c", bare(6)));
    assertThat(apply(now, new IndeterminateCleared("c", Revision.of(seen)))).isSameAs(now);
    assertThat(apply(now, new IndeterminateCleared(null, Revision.of(seen)))).isSameAs(now);
    assertThat(only(clear(now, "c")).getReadable()).isTrue();
  }

  @Test
  void aConsentThatWasReadIsNotForgottenEvenIfItsStatusWasNot() {
    ConsentState statusless = state("c", 1, "", OPT_OUT);
    statusless.setUnreadable(List.of("status"));
    PatientState state =
        apply(null, new ConsentFacts(statusless), new UnreadableConsent("c", bare(5)));
    assertThat(only(clear(state, "c")).getUnreadable()).containsExactly("status");
  }

  @Test
  void whatWasBeforeAClearIsKnown() {
    maxConsents = 2;
    PatientState state =
        apply(
            null,
            consent("c", 1, OPT_OUT),
            consent("e", 2, OPT_OUT),
            consent("f", 3, OPT_OUT),
            new UnreadableConsent("c", bare(5)),
            new UnreadableConsent("d", bare(6)));
    assertThat(state.getOverflow()).isTrue();
    PatientState cleared = clear(state, null);
    assertThat(cleared.getOverflow()).isFalse();
    PatientState before = PatientStateUpdate.before(cleared);
    assertThat(before.getConsents())
        .extracting(ConsentState::getId, ConsentState::getReadable)
        .containsExactlyInAnyOrder(
            tuple("c", false), tuple("d", false), tuple("e", true), tuple("f", true));
    assertThat(before.getOverflow()).isTrue();
  }

  @Test
  void whatWasBeforeAnOverflowIsKnown() {
    maxConsents = 1;
    PatientState one = apply(null, consent("one", 1, OPT_IN));
    PatientState two = apply(one, consent("two", 2, OPT_IN));
    assertThat(two.getOverflow()).isTrue();
    assertThat(ids(PatientStateUpdate.before(two))).containsExactly("one");
    assertThat(PatientStateUpdate.before(two).getOverflow()).isFalse();
  }

  @Test
  void anOperatorIsToldWhatIsIndeterminate() {
    PatientState state =
        apply(
            null,
            consent("c", 1, OPT_OUT),
            consent("e", 1, OPT_OUT),
            new UnreadableConsent("c", bare(5)),
            new UnreadableConsent("", bare(6)));
    assertThat(Indeterminate.of(state))
        .isEqualTo(
            new Indeterminate(
                List.of(
                    new Indeterminate.Unreadable("c", Instant.ofEpochSecond(5), true),
                    new Indeterminate.Unreadable("", Instant.ofEpochSecond(6), false)),
                false,
                "fhir.events/3/3"));
    assertThat(Indeterminate.of(clear(state, null))).isNull();
  }

  @Test
  void whatHasNoEffectHasABoundOfItsOwn() {
    maxConsents = 2;
    PatientState state =
        apply(
            null, consent("deny", 1, OPT_OUT), expired("expired", 2), consent("permit", 3, OPT_IN));
    assertThat(ids(state)).containsExactly("deny", "expired", "permit");
    state = apply(state, inactive("inactive", 4));
    assertThat(ids(state)).containsExactly("deny", "expired", "permit", "inactive");
    state = apply(state, new ConsentDeleted("deleted", bare(5)));
    assertThat(ids(state)).containsExactly("deny", "permit", "inactive", "deleted");
    assertThat(state.getOverflow()).isFalse();
    state = apply(state, consent("inactive", 3, OPT_IN));
    assertThat(state.getConsents().get(2).getStatus()).as("came late").isEqualTo("inactive");
  }

  @Test
  void ofARevokedConsentTheRulesAreForgotten() {
    ConsentState revoked = state("c", 2, "inactive", OPT_IN);
    revoked.setProvision(ProvisionState.newBuilder().setType("permit").build());
    assertThat(only(apply(null, new ConsentFacts(revoked))).getProvision()).isNull();
  }

  @Test
  void whatCannotBeReadAndDoesNotSayItsVersionIsNeverOlder() {
    PatientState state = apply(null, consent("c", 7, OPT_IN));
    state = apply(state, new UnreadableConsent("c", bare(1)));
    assertThat(only(state).getReadable()).as("its clock may be slow").isFalse();
  }

  @Test
  void onlyANewerVersionEndsWhatDidNotSayItsVersion() {
    PatientState state =
        apply(null, consent("c", 7, OPT_IN), new UnreadableConsent("c", bare(1_000)));
    assertThat(only(apply(state, consent("c", 7, OPT_IN))).getReadable()).as("again").isFalse();
    assertThat(only(apply(state, consent("c", 6, OPT_IN))).getReadable()).as("late").isFalse();
    assertThat(only(apply(state, consent("c", 8, OPT_OUT))).getReadable())
        .as("mended, with the time of the original")
        .isTrue();
  }

  @Test
  void aClearBringsBackTheVersionOfTheContentToo() {
    ResourceVersion huge = version(9_999);
    PatientState state = apply(null, consent("c", 7, OPT_IN), new UnreadableConsent("c", huge));
    PatientState cleared = clear(state, "c");
    assertThat(only(cleared).getVersion()).isEqualTo(version(7));
    assertThat(only(apply(cleared, consent("c", 8, OPT_OUT))).getPolicyRule())
        .as("a revocation behind a wrong version number")
        .containsExactly(OPT_OUT);
  }

  @Test
  void theBoundNeverDropsWhatCouldDeny() {
    maxConsents = 2;
    PatientState state =
        apply(
            null,
            consent("deny1", 1, OPT_OUT),
            consent("permit", 2, OPT_IN),
            consent("deny2", 3, OPT_OUT));
    assertThat(ids(state)).containsExactly("deny1", "deny2");
    assertThat(state.getOverflow()).isTrue();
    state = apply(state, consent("deny3", 4, OPT_OUT));
    assertThat(ids(state)).containsExactly("deny1", "deny2", "deny3");
    assertThat(clear(state, null).getOverflow()).isFalse();
  }

  @Test
  void whatIsKeptIsBoundedWhateverArrives() {
    maxConsents = 3;
    PatientState state = null;
    for (int i = 0; i < 50; i++) {
      state = apply(state, consent("deny" + i, i, OPT_OUT));
    }
    assertThat(state).isNotNull();
    assertThat(ids(state)).hasSize(6).contains("deny49", "deny44");
    assertThat(state.getOverflow()).isTrue();
  }

  @Test
  void onlyAnOperatorEndsAnOverflow() {
    maxConsents = 1;
    PatientState state = apply(null, consent("one", 1, OPT_IN), consent("two", 2, OPT_IN));
    assertThat(ids(state)).containsExactly("two");
    assertThat(state.getOverflow()).isTrue();
    assertThat(apply(state, inactive("two", 3)).getOverflow()).isTrue();
    assertThat(clear(state, "two")).isSameAs(state);
    assertThat(clear(state, null).getOverflow()).isFalse();
  }

  @Test
  void thePatientIsKeptByVersion() {
    PatientState state = apply(null, consent("c", 1, OPT_IN));
    PatientState born = apply(state, new PatientBasics("1970-03", false, version(2)));
    assertThat(born.getBirthDate()).isEqualTo("1970-03");
    assertThat(born.getPatientVersion()).isEqualTo(version(2));
    assertThat(born.getLastChange().getConsentId()).isNull();
    assertThat(PatientStateUpdate.before(born).getConsents()).isEqualTo(born.getConsents());
    assertThat(apply(born, new PatientBasics("1999", true, version(1)))).isSameAs(born);
    PatientState dead = apply(born, new PatientBasics("1970-03", true, version(3)));
    assertThat(dead.getDeceased()).isTrue();
    assertThat(ids(dead)).containsExactly("c");
    PatientState deleted = apply(dead, new PatientDeleted(bare(4)));
    assertThat(deleted.getBirthDate()).isNull();
  }
}
