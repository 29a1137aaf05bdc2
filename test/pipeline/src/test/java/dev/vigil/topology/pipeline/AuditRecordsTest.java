package dev.vigil.topology.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AlertReference;
import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.ConsentChange;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.DecisionChange;
import dev.vigil.avro.Outcome;
import dev.vigil.avro.OutputDecision;
import dev.vigil.avro.ReviewItem;
import dev.vigil.config.profile.ProfileException;
import dev.vigil.config.profile.ProfileLoader;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import dev.vigil.serdes.event.Change;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.EventForm;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.serdes.event.Replay;
import dev.vigil.topology.domain.alert.AlertDecision;
import dev.vigil.topology.domain.consent.CombiningRule;
import dev.vigil.topology.domain.consent.ConsentDecision;
import dev.vigil.topology.domain.consent.Decision;
import dev.vigil.topology.domain.consent.OnDeny;
import dev.vigil.topology.domain.consent.OutputPolicy;
import dev.vigil.topology.domain.consent.Verdict;
import dev.vigil.topology.domain.consent.Withheld;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import dev.vigil.topology.pipeline.AuditChain.Head;
import dev.vigil.topology.pipeline.Judgement.DecisionChanges;
import dev.vigil.topology.pipeline.Judgement.Disclosures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Audit records are written by hand; they are what Avro's own writer would have made. */
class AuditRecordsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");
  private static final SchemaId SCHEMA = new SchemaId(0x01020304);
  private static final int OUTPUTS = 3;

  private final CriticalLabRules rules;

  AuditRecordsTest() throws IOException, ProfileException {
    rules = new CriticalLabRules(ProfileLoader.shipped("us-conventional"), false);
  }

  @Property(tries = 300)
  void ofAnEventIsWhatAvroWrites(@ForAll long seed) {
    Random random = new Random(seed);
    List<OutputPolicy> policies = many(OUTPUTS, () -> policy(text(random)));
    OutputPolicy alerts = policy(text(random));
    Replay replay = replay(random);
    ChangeEvent event = event(random, replay);
    InputRecord input =
        new InputRecord(
            text(random),
            random.nextInt(1 << 20),
            random.nextLong() >>> 1,
            0,
            null,
            null,
            new RecordHeaders());
    Head previous = random.nextBoolean() ? null : new Head(random.nextLong() >>> 1, hash(random));
    List<ConsentDecision> decisions = many(OUTPUTS + 1, () -> decision(random));
    boolean changed = random.nextBoolean();
    List<ConsentDecision> before = many(OUTPUTS + 1, () -> decision(random));

    Judgement judgement = new Judgement(input, rules);
    judgement.decoded(event);
    if (random.nextBoolean()) {
      judgement.superseded();
    }
    judgement.disclosures(
        new Disclosures(
            decisions.subList(0, OUTPUTS),
            Set.of(),
            decisions.get(OUTPUTS),
            changed ? new DecisionChanges(before, before, decisions) : null));
    List<CriticalLabAlert> raised = many(random.nextInt(3), () -> alert(random));
    judgement.alerts(new AlertDecision(null, Map.of(), null, raised, List.of(), List.of()));
    List<String> reasons = many(random.nextInt(3), () -> text(random));
    reasons.forEach(
        reason -> {
          ReviewItem item = new ReviewItem();
          item.setReason(reason);
          judgement.review(item);
        });
    List<String> notes = many(random.nextInt(3), () -> text(random));
    notes.forEach(judgement::note);
    Draft done = new Draft(OUTPUTS + 1);
    for (int i = 0; i <= OUTPUTS; i++) {
      OutputAction[] actions = OutputAction.values();
      done.action(i, actions[random.nextInt(actions.length)]);
      for (int records = random.nextInt(3); records > 0; records--) {
        done.add(i, new Output("", null, null, new RecordHeaders(), null));
      }
    }

    List<OutputDecision> audited = new ArrayList<>();
    List<DecisionChange> changes = new ArrayList<>();
    for (int i = 0; i <= OUTPUTS; i++) {
      OutputPolicy policy = i < OUTPUTS ? policies.get(i) : alerts;
      ConsentDecision decision = decisions.get(i);
      audited.add(
          new OutputDecision(
              policy.name(),
              policy.purpose(),
              AvroDecisions.of(decision.decision()),
              decision.rule(),
              decision.consentId(),
              decision.provision(),
              done.written(i),
              done.action(i).audited()));
      changes.add(
          new DecisionChange(
              policy.name(),
              AvroDecisions.of(before.get(i).decision()),
              AvroDecisions.of(decision.decision())));
    }
    AuditRecord expected =
        AuditRecord.newBuilder()
            .setTopic(input.topic())
            .setPartition(input.partition())
            .setOffset(input.offset())
            .setPreviousOffset(previous == null ? null : (Long) previous.offset())
            .setOutcome(
                event.change() == Change.CLEARED
                    ? Outcome.ACKNOWLEDGED
                    : done.disclosed() ? Outcome.PERMITTED : Outcome.DENIED)
            .setEventId(event.eventId())
            .setSource(event.source())
            .setRequestId(bounded(event.requestId()))
            .setTenant(event.tenant().isEmpty() ? null : event.tenant())
            .setPatientId(event.patientId())
            .setResourceType(event.resourceType())
            .setResourceId(event.resourceId())
            .setVersionId(event.versionId())
            .setLastUpdated(event.lastUpdated())
            .setDeleted(event.change() == Change.DELETED)
            .setOrigin(bounded(replay.origin()))
            .setAttempt(replay.attempt())
            .setRun(replay.isRun() ? replay.run() : null)
            .setSuperseded(judgement.isSuperseded())
            .setOutputs(audited)
            .setConsentChange(
                changed
                    ? new ConsentChange(
                        event.resourceType().equals("Consent") ? event.resourceId() : "", changes)
                    : null)
            .setAlerts(
                raised.stream()
                    .map(a -> new AlertReference(a.getAlertId(), a.getRevision(), a.getStatus()))
                    .toList())
            .setReviews(reasons)
            .setNotes(notes)
            .setProfileVersion(rules.profile().nameVersionAndHash())
            .setAt(NOW)
            .setPreviousHash(previous == null ? null : ByteBuffer.wrap(previous.hash()))
            .setHash(ByteBuffer.allocate(AuditHash.BYTES))
            .build();
    AuditRecords records = new AuditRecords(SCHEMA, policies, alerts, () -> NOW);

    assertThat(records.encode(judgement, done, previous))
        .isEqualTo(AvroWriting.encode(SCHEMA, expected));
    assertThat(records.encode(judgement, done, previous))
        .as("the same again, from memory that was used before")
        .isEqualTo(AvroWriting.encode(SCHEMA, expected));
  }

  private static <T> List<T> many(int count, Supplier<T> one) {
    List<T> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(one.get());
    }
    return items;
  }

  private static OutputPolicy policy(String name) {
    return new OutputPolicy(
        name,
        "TREAT",
        Set.of(),
        Set.of(),
        Decision.PERMIT,
        Decision.PERMIT,
        Withheld.DROP,
        OnDeny.WITHHOLD,
        CombiningRule.DENY_OVERRIDES,
        List.of());
  }

  private static ConsentDecision decision(Random random) {
    return new ConsentDecision(
        random.nextBoolean() ? Decision.PERMIT : Decision.DENY,
        Verdict.PERMIT,
        textOrNull(random),
        textOrNull(random),
        text(random));
  }

  private static CriticalLabAlert alert(Random random) {
    CriticalLabAlert alert = new CriticalLabAlert();
    alert.setAlertId(text(random));
    alert.setRevision(random.nextInt());
    AlertStatus[] all = AlertStatus.values();
    alert.setStatus(all[random.nextInt(all.length)]);
    return alert;
  }

  private static Replay replay(Random random) {
    return new Replay(
        random.nextBoolean(),
        random.nextBoolean() ? "" : text(random),
        Set.of(),
        random.nextBoolean(),
        textOrNull(random),
        null,
        random.nextInt(1000));
  }

  private static ChangeEvent event(Random random, Replay replay) {
    Change[] all = Change.values();
    return new ChangeEvent(
        text(random),
        text(random),
        text(random),
        all[random.nextInt(all.length)],
        random.nextBoolean() ? "Consent" : text(random),
        text(random),
        textOrNull(random),
        random.nextBoolean() ? null : Instant.ofEpochMilli(random.nextInt()).plusNanos(1),
        text(random),
        random.nextBoolean() ? "" : text(random),
        NOW,
        false,
        textOrNull(random),
        null,
        replay,
        null,
        EventForm.JSON);
  }

  private static byte[] hash(Random random) {
    byte[] hash = new byte[AuditHash.BYTES];
    random.nextBytes(hash);
    return hash;
  }

  private static @Nullable String textOrNull(Random random) {
    return random.nextInt(3) == 0 ? null : text(random);
  }

  /** Of any length and in any script, half a surrogate pair among them now and then. */
  private static String text(Random random) {
    int length = random.nextInt(10) == 0 ? random.nextInt(3000) : random.nextInt(40);
    int highest = random.nextInt(3) == 0 ? Character.MAX_VALUE : 'z';
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) random.nextInt(highest + 1));
    }
    return text.toString();
  }

  private static @Nullable String bounded(@Nullable String text) {
    return text == null || text.length() <= 1024 ? text : text.substring(0, 1024);
  }
}
