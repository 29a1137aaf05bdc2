package dev.vigil.topology.runtime.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.Outcome;
import dev.vigil.topology.runtime.reconcile.Evidence.Verdict;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When the stream has seen what a server has. */
class EvidenceTest {
  private static final Instant T = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration MARGIN = Duration.ofMinutes(5);

  private final Evidence evidence = new Evidence("", MARGIN, Set.of());

  @Test
  void aVersionIsSeenByItsVersionIdOnly() {
    expect(version("3"));
    evidence.accept(audit().setVersionId("2").build());
    assertThat(of(version("3"))).as("the one before").isEqualTo(Verdict.MISSING);
    evidence.accept(audit().setVersionId("4").setLastUpdated(T).build());
    assertThat(of(version("3"))).as("a later one of the same second").isEqualTo(Verdict.MISSING);
    assertThat(evidence.isAllSeen()).isFalse();

    evidence.accept(audit().setVersionId("3").setAt(T.plus(Duration.ofDays(9))).build());
    assertThat(of(version("3"))).isEqualTo(Verdict.SEEN);
    assertThat(evidence.isAllSeen()).isTrue();
  }

  @Test
  void idsAreOfOnePatientTenantAndType() {
    expect(version("3"));
    evidence.accept(audit().setVersionId("3").setPatientId("p2").build());
    evidence.accept(audit().setVersionId("3").setTenant("other").build());
    evidence.accept(audit().setVersionId("3").setResourceType("Condition").build());
    evidence.accept(audit().setVersionId("3").setResourceId("o2").build());

    assertThat(of(version("3"))).isEqualTo(Verdict.MISSING);
  }

  @Test
  void whereTheResourceNamesNoPatientAnyPatientsIsMeant() {
    assertThat(evidence.expect(version("3"), "")).isTrue();
    evidence.accept(audit().setVersionId("3").build());

    assertThat(evidence.of(version("3"), "")).isEqualTo(Verdict.SEEN);
  }

  @Test
  void aServerWithoutVersionsIsComparedByLastUpdated() {
    ServerChange change = new ServerChange("Observation", "o1", null, T, false, null);
    expect(change);
    evidence.accept(audit().setVersionId("2").setLastUpdated(T.minusMillis(1)).build());
    assertThat(of(change)).isEqualTo(Verdict.MISSING);

    evidence.accept(audit().setVersionId("3").setLastUpdated(T).build());
    assertThat(of(change)).isEqualTo(Verdict.SEEN);
  }

  @Test
  void anEventThatNamesNoVersionProvesWhatWasUpToItsTime() {
    expect(version("3"));
    evidence.accept(audit().setAt(T.minus(MARGIN).minusMillis(1)).build());
    assertThat(of(version("3"))).as("judged before it was there").isEqualTo(Verdict.MISSING);
    evidence.accept(audit().setLastUpdated(T.minusMillis(1)).setAt(T.plusSeconds(99)).build());
    assertThat(of(version("3"))).as("an older one, judged late").isEqualTo(Verdict.MISSING);

    evidence.accept(audit().setAt(T.minus(MARGIN)).build());
    assertThat(of(version("3"))).as("within the clocks' margin").isEqualTo(Verdict.SEEN);
  }

  @Test
  void aDeletionIsSeenByADeletionAfterIt() {
    ServerChange deletion = new ServerChange("Observation", "o1", "4", T, true, null);
    assertThat(evidence.expect(deletion, "")).isTrue();
    evidence.accept(audit().setVersionId("4").build());
    evidence.accept(audit().build());
    assertThat(evidence.of(deletion, "")).as("no deletion").isEqualTo(Verdict.MISSING);
    evidence.accept(audit().setDeleted(true).setAt(T.minusSeconds(3600)).build());
    assertThat(evidence.of(deletion, "")).as("an earlier deletion").isEqualTo(Verdict.MISSING);

    evidence.accept(audit().setDeleted(true).setAt(T.plusSeconds(1)).build());
    assertThat(evidence.of(deletion, "")).isEqualTo(Verdict.SEEN);
  }

  @Test
  void aDeletionIsNoProofOfAVersion() {
    expect(version("3"));
    evidence.accept(audit().setDeleted(true).setVersionId("3").setAt(T.plusSeconds(1)).build());

    assertThat(of(version("3"))).isEqualTo(Verdict.MISSING);
  }

  @Test
  void deadLettersRunsAndAcknowledgementsAreNoProof() {
    expect(version("3"));
    evidence.accept(audit().setVersionId("3").setRun("again").build());
    evidence.accept(audit().setVersionId("3").setOutcome(Outcome.ACKNOWLEDGED).build());
    evidence.accept(audit().setVersionId("3").setOutcome(Outcome.UNKNOWN).build());
    assertThat(of(version("3"))).isEqualTo(Verdict.MISSING);

    evidence.accept(dead("o1", "3").setPatientId("p2").build());
    assertThat(of(version("3"))).isEqualTo(Verdict.DEAD_LETTERED);

    evidence.accept(audit().setVersionId("3").setOutcome(Outcome.DENIED).build());
    assertThat(of(version("3"))).as("replayed since").isEqualTo(Verdict.SEEN);
  }

  @Test
  void aDeadLetterOfAnotherVersionOrTenantIsNotThisOne() {
    expect(version("3"));
    evidence.accept(dead("o1", "2").build());
    evidence.accept(dead("o1", "3").setTenant("other").build());
    evidence.accept(dead("o2", null).build());
    evidence.accept(dead(null, null).build());
    assertThat(of(version("3"))).isEqualTo(Verdict.MISSING);
    assertThat(evidence.namelessDeadLetters()).isOne();

    evidence.accept(dead("o1", null).build());
    assertThat(of(version("3"))).as("may well be").isEqualTo(Verdict.DEAD_LETTERED);
  }

  @Test
  void ofServersThatShareIdsOnlyTheProducersThatAreNamedCount() {
    Evidence ofLab = new Evidence("", MARGIN, Set.of("lab"));
    assertThat(ofLab.expect(version("3"), "p1")).isTrue();
    ofLab.accept(audit().setVersionId("3").setSource("other").build());
    ofLab.accept(audit().setVersionId("3").setSource(null).build());
    assertThat(ofLab.of(version("3"), "p1")).isEqualTo(Verdict.MISSING);

    ofLab.accept(audit().setVersionId("3").setSource("lab").build());
    assertThat(ofLab.of(version("3"), "p1")).isEqualTo(Verdict.SEEN);
  }

  @Test
  void pagesMayOverlapAndWhatWasSentIsSettled() {
    expect(version("3"));
    expect(version("3"));
    assertThat(evidence.expected()).isOne();
    assertThat(evidence.meet(version("3"), "p1")).isTrue();
    assertThat(evidence.meet(version("3"), "p1")).isFalse();
    assertThat(of(version("3"))).isEqualTo(Verdict.MISSING);

    evidence.settle(version("3"), "p1");
    assertThat(of(version("3"))).isEqualTo(Verdict.SEEN);
    assertThat(evidence.isAllSeen()).isTrue();
    assertThat(of(version("4"))).isEqualTo(Verdict.NEW);
  }

  @Test
  void itsMemoryIsBounded() {
    Evidence small = new Evidence("", MARGIN, Set.of(), 2);
    assertThat(small.expect(version("1"), "p1")).isTrue();
    assertThat(small.expect(version("2"), "p1")).isTrue();

    assertThat(small.expect(version("3"), "p1")).isFalse();
  }

  private void expect(ServerChange change) {
    assertThat(evidence.expect(change, "p1")).isTrue();
  }

  private Verdict of(ServerChange change) {
    return evidence.of(change, "p1");
  }

  private static ServerChange version(String versionId) {
    return new ServerChange("Observation", "o1", versionId, T, false, null);
  }

  private static AuditRecord.Builder dead(@Nullable String id, @Nullable String versionId) {
    return audit()
        .setOutcome(Outcome.DEAD_LETTERED)
        .setResourceId(id)
        .setVersionId(versionId)
        .setSource(null);
  }

  private static AuditRecord.Builder audit() {
    return AuditRecord.newBuilder()
        .setTopic("fhir.events")
        .setPartition(0)
        .setOffset(0)
        .setOutcome(Outcome.PERMITTED)
        .setSource("lab")
        .setPatientId("p1")
        .setResourceType("Observation")
        .setResourceId("o1")
        .setAt(T)
        .setHash(ByteBuffer.allocate(0));
  }
}
