package dev.vigil.topology.runtime.reconcile;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.Outcome;
import dev.vigil.serdes.fhir.ContentHash;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether the stream saw what a FHIR server has, by the audit: first it is told what the server
 * has, then what the audit says, then it is asked. It keeps 16-byte hashes of what the server has,
 * so its size depends on the pull and not on the audit, which may be far larger.
 *
 * <ul>
 *   <li>A version is seen if an audit record of the same tenant, patient, type and id names it by
 *       its versionId, or by meta.lastUpdated where the server counts no versions.
 *   <li>A record whose event named no versionId proves that the resource was seen as it was then:
 *       up to its meta.lastUpdated, or up to the time of the judgement if it has none.
 *   <li>A deletion is seen if a deletion of the same type and id was judged after it.
 * </ul>
 *
 * Where times of different machines are compared, their clocks may differ by the margin. Dead
 * letters are no proof, nor are reprocessing runs and what operators acknowledged.
 */
final class Evidence implements Consumer<AuditRecord> {
  /** Changes of one pull: its hashes take 100 MB. */
  static final int MOST_CHANGES = 1_500_000;

  private static final int MOST_DEAD_LETTERS = 500_000;
  private static final long NEVER = Long.MIN_VALUE;
  private static final long WAITS = 0;
  private static final long SEEN = 1;
  private static final long MET = 2;

  private final String tenant;
  private final long margin;
  private final Set<String> producers;
  private final HashTable expected;
  private final HashTable deadLetters = new HashTable(MOST_DEAD_LETTERS);
  private final int mostChanges;
  private long changes;
  private long unseen;
  private long namelessDeadLetters;
  private boolean deadLettersCut;

  /** What is known of a change. */
  enum Verdict {
    /** The stream saw it. */
    SEEN,
    /** It became a dead letter, and was not replayed since. */
    DEAD_LETTERED,
    /** No audit record names it. */
    MISSING,
    /** It was not announced, and so looked for in vain. */
    NEW
  }

  /**
   * Nothing known yet.
   *
   * @param tenant of the server's patients; empty for none
   * @param margin by which clocks may differ
   * @param producers sources whose records are evidence; empty: all
   */
  Evidence(String tenant, Duration margin, Set<String> producers) {
    this(tenant, margin, producers, MOST_CHANGES);
  }

  Evidence(String tenant, Duration margin, Set<String> producers, int mostChanges) {
    this.tenant = tenant;
    this.margin = margin.toMillis();
    this.producers = producers;
    this.mostChanges = mostChanges;
    // A change has a version and a resource.
    this.expected = new HashTable(2 * mostChanges);
  }

  /**
   * Tells what the server has.
   *
   * @param patient whose it is; empty: the resource does not say
   * @return false: there is no room for it
   */
  boolean expect(ServerChange change, String patient) {
    if (changes >= mostChanges) {
      return false;
    }
    ContentHash version = version(change, patient);
    if (version != null && expected.contains(version)) {
      // Pages overlap where something changes while they are read.
      return true;
    }
    changes++;
    unseen++;
    if (version != null) {
      expected.put(version, WAITS);
    }
    ContentHash resource = resource(patientOf(change, patient), change);
    if (!expected.contains(resource)) {
      expected.put(resource, NEVER);
    }
    return true;
  }

  /** How many changes the server has. */
  long expected() {
    return changes;
  }

  /** Whether the audit names each by its version, so that nothing more need be asked. */
  boolean isAllSeen() {
    return unseen == 0;
  }

  /** Takes an audit record, which may be of anything. */
  @Override
  public void accept(AuditRecord record) {
    String type = record.getResourceType();
    String id = record.getResourceId();
    if (record.getOutcome() == Outcome.DEAD_LETTERED) {
      deadLetter(record, type, id);
      return;
    }
    if (type == null || id == null || !isEvidence(record)) {
      return;
    }
    String patient = record.getPatientId() == null ? "" : record.getPatientId();
    if (record.getDeleted()) {
      until(key("resource", "", type, id, "deleted"), record.getAt().toEpochMilli() + margin);
      return;
    }
    for (String of : patient.isEmpty() ? new String[] {""} : new String[] {patient, ""}) {
      if (record.getLastUpdated() != null) {
        see(key("time", of, type, id, millis(record.getLastUpdated())));
      }
      if (record.getVersionId() != null) {
        see(key("version", of, type, id, record.getVersionId()));
      } else {
        long at = record.getAt().toEpochMilli() + margin;
        Instant lastUpdated = record.getLastUpdated();
        until(
            key("resource", of, type, id, ""),
            lastUpdated == null ? at : lastUpdated.toEpochMilli());
      }
    }
  }

  private boolean isEvidence(AuditRecord record) {
    boolean judged =
        switch (record.getOutcome()) {
          case PERMITTED, DENIED, DUPLICATE -> true;
          default -> false;
        };
    return judged
        && record.getRun() == null
        && tenant.equals(record.getTenant() == null ? "" : record.getTenant())
        && (producers.isEmpty()
            || producers.contains(record.getSource() == null ? "" : record.getSource()));
  }

  private void see(ContentHash version) {
    long state = expected.get(version, SEEN);
    if ((state & SEEN) == 0) {
      expected.put(version, state | SEEN);
      unseen--;
    }
  }

  private void until(ContentHash resource, long time) {
    if (expected.contains(resource)) {
      expected.put(resource, Math.max(time, expected.get(resource, NEVER)));
    }
  }

  /** Whose it is may be what is wrong with it, so it is not asked for. */
  private void deadLetter(AuditRecord record, @Nullable String type, @Nullable String id) {
    if (type == null || id == null) {
      namelessDeadLetters++;
      return;
    }
    if (isForeign(record.getTenant(), Set.of(tenant))
        || (!producers.isEmpty() && isForeign(record.getSource(), producers))) {
      return;
    }
    ContentHash key =
        deadLetterKey(
            type, id, record.getDeleted(), record.getDeleted() ? null : record.getVersionId());
    long at = record.getAt().toEpochMilli() + margin;
    if (deadLetters.isFull() && !deadLetters.contains(key)) {
      deadLettersCut = true;
      return;
    }
    deadLetters.put(key, Math.max(at, deadLetters.get(key, NEVER)));
  }

  /** Of a dead letter less may have been read. */
  private static boolean isForeign(@Nullable String name, Set<String> known) {
    return name != null && !known.contains(name);
  }

  /** Dead letters that name no resource: what is missing may be among them. */
  long namelessDeadLetters() {
    return namelessDeadLetters;
  }

  /** Whether there were more dead letters than are kept, so that some are called missing. */
  boolean isDeadLettersCut() {
    return deadLettersCut;
  }

  /**
   * Says what is known, after all that the server has and all of the audit was told.
   *
   * @param patient as in {@link #expect}
   */
  Verdict of(ServerChange change, String patient) {
    ContentHash version = version(change, patient);
    ContentHash resource = resource(patientOf(change, patient), change);
    if (version == null ? !expected.contains(resource) : !expected.contains(version)) {
      return Verdict.NEW;
    }
    if (version != null && (expected.get(version, WAITS) & SEEN) != 0) {
      return Verdict.SEEN;
    }
    if (reaches(expected.get(resource, NEVER), change)) {
      return Verdict.SEEN;
    }
    String deadVersion = change.deleted() ? null : change.versionId();
    boolean dead =
        reaches(deadLetters.get(deadLetterKey(change, null), NEVER), change)
            || (deadVersion != null && deadLetters.contains(deadLetterKey(change, deadVersion)));
    return dead ? Verdict.DEAD_LETTERED : Verdict.MISSING;
  }

  /** Takes a change for seen from now on. */
  void settle(ServerChange change, String patient) {
    ContentHash version = version(change, patient);
    if (version != null) {
      see(version);
    }
  }

  /**
   * Whether a change that was announced is met for the first time: pages overlap where something
   * changes while they are read.
   *
   * @param patient as in {@link #expect}
   */
  boolean meet(ServerChange change, String patient) {
    ContentHash version = version(change, patient);
    if (version == null) {
      return true;
    }
    long state = expected.get(version, MET);
    if ((state & MET) != 0) {
      return false;
    }
    expected.put(version, state | MET);
    return true;
  }

  private static boolean reaches(long until, ServerChange change) {
    Instant lastUpdated = change.lastUpdated();
    return until != NEVER && (lastUpdated == null || lastUpdated.toEpochMilli() <= until);
  }

  /** Null: nothing tells it from other versions. */
  private static @Nullable ContentHash version(ServerChange change, String patient) {
    String of = patientOf(change, patient);
    Instant lastUpdated = change.lastUpdated();
    if (change.deleted()) {
      String which =
          change.versionId() == null && lastUpdated != null
              ? millis(lastUpdated)
              : change.versionId();
      return which == null ? null : key("deletion", "", change.type(), change.id(), which);
    }
    if (change.versionId() != null) {
      return key("version", of, change.type(), change.id(), change.versionId());
    }
    return lastUpdated == null
        ? null
        : key("time", of, change.type(), change.id(), millis(lastUpdated));
  }

  private static ContentHash resource(String patient, ServerChange change) {
    return key("resource", patient, change.type(), change.id(), change.deleted() ? "deleted" : "");
  }

  /** A history does not say whose a deleted resource was. */
  private static String patientOf(ServerChange change, String patient) {
    return change.deleted() ? "" : patient;
  }

  private static ContentHash deadLetterKey(ServerChange change, @Nullable String version) {
    return deadLetterKey(change.type(), change.id(), change.deleted(), version);
  }

  private static ContentHash deadLetterKey(
      String type, String id, boolean deleted, @Nullable String version) {
    return ContentHash.ofTexts(
        "dead", type, id, deleted ? "deleted" : "", version == null ? "" : version);
  }

  private static ContentHash key(
      String kind, String patient, String type, String id, String which) {
    return ContentHash.ofTexts(kind, patient, type, id, which);
  }

  private static String millis(Instant time) {
    return Long.toString(time.toEpochMilli());
  }
}
