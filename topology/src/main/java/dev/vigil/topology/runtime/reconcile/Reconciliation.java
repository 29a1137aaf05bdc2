package dev.vigil.topology.runtime.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.serdes.event.ReplayHeaders;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.backfill.ChangeEvents;
import dev.vigil.topology.runtime.backfill.ChangeEvents.Made;
import dev.vigil.topology.runtime.backfill.NoChangeEvent;
import dev.vigil.topology.runtime.reconcile.Evidence.Verdict;
import dev.vigil.topology.runtime.reconcile.Finding.Kind;
import dev.vigil.topology.runtime.replay.ReplaySender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a FHIR server says changed against what the stream saw. The server's pages are read
 * twice where something may be missing: first for what is to be looked for in the audit, which is
 * kept as hashes, then for what was not found there. So memory depends neither on the size of
 * resources nor on the audit.
 */
public final class Reconciliation {
  private static final byte[] SET = "true".getBytes(StandardCharsets.UTF_8);

  /** What is collected to be sent in order; the rest is read again. */
  private static final long MOST_BYTES = 64L << 20;

  private static final List<String> PATIENT_MEMBERS = List.of("subject", "patient", "beneficiary");

  private final Pull pull;
  private final Evidence evidence;
  private final Rules rules;
  private final ChangeEvents events;
  private final long mostBytes;
  private long unreadable;
  private long withoutPatient;

  /**
   * What is compared and sent.
   *
   * @param tenant of the server's patients; empty for none
   * @param margin by which clocks may differ
   * @param producers sources whose records are evidence; empty: all
   * @param deadLetters send what became a dead letter, too
   */
  public record Rules(
      String tenant, Duration margin, Set<String> producers, boolean deadLetters, boolean page) {}

  /**
   * Counts.
   *
   * @param changes of patients' resources on the server
   * @param withoutPatient resources that are about no patient, and so not for the stream
   * @param missing what no audit record names
   * @param deadLettered what became a dead letter, and was not replayed since
   * @param unreadable what was not compared
   * @param unsendable of the missing, those of which no event can be made
   * @param vanished what the server had at first and not when it was asked again
   * @param namelessDeadLetters dead letters of that time that name no resource
   * @param deadLettersCut there are more dead letters than are kept: some are called missing
   */
  public record Summary(
      long changes,
      long withoutPatient,
      long missing,
      long deadLettered,
      long unreadable,
      long unsendable,
      long vanished,
      long namelessDeadLetters,
      boolean deadLettersCut) {
    /** Whether the stream saw all that the server has. */
    public boolean isNothing() {
      return missing + deadLettered + unreadable + vanished == 0;
    }

    /** Whether nothing is left once all is sent that can be. */
    public boolean isAllSent(boolean deadLettersToo) {
      return unsendable + unreadable + vanished == 0 && (deadLettersToo || deadLettered == 0);
    }
  }

  /** Compares nothing yet. */
  public Reconciliation(Pull pull, ChangeEvents events, Rules rules) {
    this(
        pull,
        events,
        rules,
        new Evidence(rules.tenant(), rules.margin(), rules.producers()),
        MOST_BYTES);
  }

  Reconciliation(Pull pull, ChangeEvents events, Rules rules, Evidence evidence, long mostBytes) {
    this.pull = pull;
    this.events = events;
    this.rules = rules;
    this.evidence = evidence;
    this.mostBytes = mostBytes;
  }

  /**
   * Reads what the server has.
   *
   * @param read told how many entries each page had
   * @throws VigilException if the server does not give it, or it is more than can be compared
   */
  public void readServer(LongConsumer read) {
    pull.read(
        new Visitor() {
          @Override
          void patients(ServerChange change, String patient) {
            if (!evidence.expect(change, patient)) {
              throw new VigilException(
                  ExitCode.USAGE,
                  "The server has more than %,d changes in this time: narrow --since and --until, or name --types one by one"
                      .formatted(evidence.expected()),
                  null);
            }
          }

          @Override
          void aboutNobody() {
            withoutPatient++;
          }

          @Override
          public void unreadable(@Nullable String type, @Nullable String id, String fault) {
            unreadable++;
          }
        },
        read);
  }

  /**
   * Reads what the stream saw.
   *
   * @param read told of each audit record
   */
  public void readAudit(AuditTrail audit, LongConsumer read) {
    audit.requireJudged(pull.span().until().plus(rules.margin()));
    audit.read(pull.span().since().minus(rules.margin()), evidence, read);
  }

  /**
   * Says what the stream does not have.
   *
   * @param take told of each
   * @param read told how many entries each page had
   */
  public Summary findings(Consumer<Finding> take, LongConsumer read) {
    Count count = new Count(take);
    if (evidence.isAllSeen() && unreadable == 0) {
      return count.summary(false);
    }
    pull.read(count, read);
    return count.summary(true);
  }

  /**
   * Sends what is missing as change events that bring what the stream never saw: Consents and
   * Patients first, then the oldest first. Reads the server's pages again, several times if they
   * hold more than is kept at a time.
   *
   * @param read told how many entries each page had
   * @return how many are missing still, because no event can be made of them
   */
  public long send(ReplaySender sender, LongConsumer read) {
    long before = Long.MAX_VALUE;
    while (true) {
      Collect collect = new Collect();
      pull.read(collect, read);
      if (collect.wanted >= before) {
        throw new VigilException(
            ExitCode.FHIR_SERVER,
            "Ended: reading the server again gives no fewer changes to send than before (%,d). It names changes without version and time, or makes new ones faster than they are read: narrow --since and --until, then run again"
                .formatted(collect.wanted),
            null);
      }
      before = collect.wanted;
      for (OldestFirst.Waiting one : collect.waiting.inOrder()) {
        sender.send(one.event().key(), one.event().value(), headers(), 0, null);
        evidence.settle(one.change(), one.patient());
      }
      if (collect.waiting.isComplete()) {
        sender.finish();
        return collect.unsendable;
      }
    }
  }

  private Headers headers() {
    Headers headers = new RecordHeaders().add(ReplayHeaders.BACKFILL, SET);
    return rules.page() ? headers.add(ReplayHeaders.PAGE, SET) : headers;
  }

  private boolean isToBeSent(Verdict verdict) {
    return verdict == Verdict.MISSING || (verdict == Verdict.DEAD_LETTERED && rules.deadLetters());
  }

  private static String patientOf(ServerChange change) {
    FhirResource resource = change.resource();
    if (resource == null) {
      return change.type().equals("Patient") ? change.id() : "";
    }
    try {
      return ChangeEvents.patientOf(resource);
    } catch (NoChangeEvent e) {
      return "";
    }
  }

  /**
   * Tells a result whose patient is named in a way that cannot be followed from one of a device.
   */
  private static boolean namesSomebody(ServerChange change) {
    FhirResource resource = change.resource();
    if (resource == null) {
      return true;
    }
    for (String member : PATIENT_MEMBERS) {
      JsonNode value = resource.member(member);
      if (value != null && value.isObject() && mayBePatient(value)) {
        return true;
      }
      if (value != null && value.isArray()) {
        for (JsonNode one : value) {
          if (mayBePatient(one)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean mayBePatient(JsonNode reference) {
    String text = reference.path("reference").asText("");
    return text.isEmpty()
        || text.startsWith("urn:")
        || text.startsWith("#")
        || text.contains("Patient/");
  }

  /** Sorts out what is about no patient. */
  private abstract static class Visitor implements PageVisitor {
    @Override
    public final void change(ServerChange change) {
      String patient = patientOf(change);
      if (patient.isEmpty() && !namesSomebody(change)) {
        aboutNobody();
      } else {
        patients(change, patient);
      }
    }

    abstract void patients(ServerChange change, String patient);

    void aboutNobody() {}

    @Override
    public void unreadable(@Nullable String type, @Nullable String id, String fault) {}
  }

  /** Finds what is not seen. */
  private final class Count extends Visitor {
    private final Consumer<Finding> take;
    private long met;
    private long missing;
    private long deadLettered;
    private long unsendable;

    Count(Consumer<Finding> take) {
      this.take = take;
    }

    @Override
    void patients(ServerChange change, String patient) {
      Verdict verdict = evidence.of(change, patient);
      if (verdict == Verdict.NEW || !evidence.meet(change, patient)) {
        return;
      }
      met++;
      if (verdict == Verdict.MISSING) {
        missing++;
        String problem = problem(change);
        unsendable += problem == null ? 0 : 1;
        take.accept(finding(Kind.MISSING, change, problem));
      } else if (verdict == Verdict.DEAD_LETTERED) {
        deadLettered++;
        take.accept(finding(Kind.DEAD_LETTERED, change, problem(change)));
      }
    }

    private @Nullable String problem(ServerChange change) {
      FhirResource resource = change.resource();
      try {
        if (resource != null) {
          ChangeEvents.patientOf(resource);
        }
        return null;
      } catch (NoChangeEvent e) {
        return e.problem();
      }
    }

    private Finding finding(Kind kind, ServerChange change, @Nullable String problem) {
      return new Finding(
          kind,
          change.type(),
          change.id(),
          change.versionId(),
          change.lastUpdated(),
          change.deleted(),
          problem);
    }

    @Override
    public void unreadable(@Nullable String type, @Nullable String id, String fault) {
      take.accept(new Finding(Kind.UNREADABLE, type, id, null, null, false, fault));
    }

    Summary summary(boolean readAgain) {
      return new Summary(
          evidence.expected(),
          withoutPatient,
          missing,
          deadLettered,
          unreadable,
          unsendable,
          readAgain ? Math.max(0, evidence.expected() - met) : 0,
          evidence.namelessDeadLetters(),
          evidence.isDeadLettersCut());
    }
  }

  /** Makes events of what is to be sent. */
  private final class Collect extends Visitor {
    final OldestFirst waiting = new OldestFirst(mostBytes);
    long unsendable;

    /** How many events could be made, those that found no room among them. */
    long wanted;

    private long place;

    @Override
    void patients(ServerChange change, String patient) {
      // A history begins with the newest.
      place += pull.span().via() == Pull.Via.HISTORY ? -1 : 1;
      if (!isToBeSent(evidence.of(change, patient))) {
        return;
      }
      try {
        Made event = event(change);
        if (event == null) {
          unsendable++;
          return;
        }
        ServerChange head =
            new ServerChange(
                change.type(),
                change.id(),
                change.versionId(),
                change.lastUpdated(),
                change.deleted(),
                null);
        wanted++;
        waiting.add(new OldestFirst.Waiting(head, patient, place, event));
      } catch (NoChangeEvent e) {
        unsendable++;
      }
    }

    /** Null: the server does not tell whose a deleted resource was. */
    private @Nullable Made event(ServerChange change) throws NoChangeEvent {
      FhirResource resource = change.resource();
      if (resource != null) {
        return events.of(resource);
      }
      String of = pull.patientBefore(change, Reconciliation::patientOf);
      if (of.isEmpty()) {
        return null;
      }
      return events.of(
          new ChangeEvents.Deletion(
              change.type(),
              change.id(),
              change.versionId(),
              change.lastUpdated() == null ? null : change.lastUpdated().toString()),
          of);
    }
  }
}
