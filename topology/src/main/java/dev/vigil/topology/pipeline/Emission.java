package dev.vigil.topology.pipeline;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.ReviewItem;
import dev.vigil.avro.state.AlertState;
import dev.vigil.avro.state.LastValues;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.topology.domain.alert.AlertDecision;
import dev.vigil.topology.domain.consent.OutputPolicy;
import dev.vigil.topology.pipeline.Judgement.DeadLetter;
import dev.vigil.topology.pipeline.state.BucketedStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Makes the outputs of a judgement, and remembers what later records must know. */
final class Emission {
  private static final String HEADERS_TRUNCATED = "headers-truncated";
  private static final String BREAK_GLASS = "break-glass";
  private static final int MAX_KEY_BYTES = 16 * 1024;

  private final List<OutputPolicy> outputs;
  private final OutputPolicy alerts;
  private final int maxOutputBytes;
  private final Encoders encoders;
  private final DeadLetterRecords deadLetters;
  private final AuditRecords audits;
  private final AuditChain chain;
  private final BucketedStore seenEvents;
  private final ResourceVersions versions;
  private final AlertStates alertStates;
  private final LastValuesOfPatients lastValues;
  private final @Nullable EscalationStores escalations;
  private final AlertOutputs alertOutputs;

  Emission(
      PipelineSettings settings,
      Encoders encoders,
      AuditChain chain,
      BucketedStore seenEvents,
      ResourceVersions versions,
      AlertStates alertStates,
      LastValuesOfPatients lastValues,
      @Nullable EscalationStores escalations) {
    this.outputs = settings.outputs();
    this.alerts = settings.alerts();
    this.maxOutputBytes = settings.maxOutputBytes();
    this.encoders = encoders;
    this.deadLetters = new DeadLetterRecords(settings.version(), settings.decoder().replayTopic());
    this.audits = new AuditRecords(settings.outputs(), settings.alerts(), settings.clock());
    this.chain = chain;
    this.seenEvents = seenEvents;
    this.versions = versions;
    this.alertStates = alertStates;
    this.lastValues = lastValues;
    this.escalations = escalations;
    this.alertOutputs = new AlertOutputs(encoders, settings.alertsFhir());
  }

  /**
   * What is to be written for one record.
   *
   * @param outputs records, the audit record last
   * @param audit the audit record
   * @param link its place in the chain
   * @param alertStates encoded alert states to remember, by Observation
   * @param lastValues the patient's encoded last values to remember; null: as before
   */
  // The array is handed on to the store, not kept.
  @SuppressWarnings("ArrayRecordComponent")
  record Written(
      List<Output> outputs,
      AuditRecord audit,
      AuditChain.Link link,
      Map<String, byte[]> alertStates,
      byte @Nullable [] lastValues) {}

  /** A record's outputs before its audit record, and the state that belongs to them. */
  private static final class Draft {
    final List<Output> outputs = new ArrayList<>(4);
    final List<OutputAction> actions = new ArrayList<>(4);
    final Map<String, byte[]> alertStates = new HashMap<>(2);
    byte @Nullable [] lastValues;
  }

  /** Makes the outputs. A judgement that cannot be written becomes a dead letter here. */
  Written prepare(Judgement judgement) {
    InputRecord input = judgement.input();
    OutputHeaders headers = OutputHeaders.of(input, judgement.replay());
    Draft draft = new Draft();
    if (!judgement.isDecided()) {
      StepProcessor.run(new DraftStep(draft, headers), judgement);
    }
    DeadLetter deadLetter = judgement.deadLetter();
    if (deadLetter != null) {
      draft = new Draft();
      draft.outputs.add(deadLetter(input, deadLetter));
    }
    Map<String, Integer> counts = new HashMap<>();
    draft.outputs.forEach(output -> counts.merge(output.sink(), 1, Integer::sum));
    AuditRecord audit = audits.of(judgement, draft.actions, counts);
    AuditChain.Link link = chain.link(audit);
    draft.outputs.add(
        new Output(
            Sinks.AUDIT,
            bounded(input.key()),
            link.encoded(),
            headers.travelling(),
            input.partition()));
    return new Written(draft.outputs, audit, link, draft.alertStates, draft.lastValues);
  }

  /** Remembers a record that was written. A dead letter is not: its replay must find nothing. */
  void remember(Judgement judgement, Written written) {
    chain.append(judgement.input().topic(), written.link());
    if (escalations != null && judgement.deadLetter() == null) {
      escalations.remember(judgement);
    }
    if (judgement.isDecided()) {
      return;
    }
    ChangeEvent event = judgement.event();
    long now = judgement.input().timestamp();
    seenEvents.put(judgement.seen().identity(), judgement.seen().content(), now);
    if (!judgement.isSuperseded() && !ResourceVersions.areKeptWithPatient(event)) {
      versions.remember(event, now);
    }
    written.alertStates().forEach((id, state) -> alertStates.remember(event, id, state, now));
    if (written.lastValues() != null) {
      lastValues.remember(event, written.lastValues(), now);
    }
  }

  private Output deadLetter(InputRecord input, DeadLetter deadLetter) {
    Output whole =
        new Output(
            Sinks.DEAD_LETTERS,
            input.key(),
            input.value(),
            deadLetters.headers(input, deadLetter),
            null);
    // Compressed, an input may hold what no topic takes otherwise: refused, it would stop the
    // partition for good.
    return whole.size() <= maxOutputBytes
        ? whole
        : new Output(
            Sinks.DEAD_LETTERS,
            bounded(input.key()),
            null,
            deadLetters.headersAlone(input, deadLetter),
            null);
  }

  /** No patient's key is that long. */
  private static byte @Nullable [] bounded(byte @Nullable [] key) {
    return key == null || key.length > MAX_KEY_BYTES ? null : key;
  }

  /** Encodes all that a permitted or denied record leads to. */
  private final class DraftStep implements Step {
    private final Draft draft;
    private final OutputHeaders headers;

    DraftStep(Draft draft, OutputHeaders headers) {
      this.draft = draft;
      this.headers = headers;
    }

    @Override
    public String name() {
      return "emit";
    }

    @Override
    public void complete(Judgement judgement) {
      draftPermitted(judgement);
      draftAlerts(judgement);
      for (Output output : draft.outputs) {
        if (output.size() > maxOutputBytes) {
          judgement.fail(DeadLetterReason.TOO_LARGE, output.sink());
          return;
        }
      }
      for (byte[] state : draft.alertStates.values()) {
        if (state.length > maxOutputBytes) {
          judgement.fail(DeadLetterReason.TOO_LARGE, "alert-state");
          return;
        }
      }
      if (draft.lastValues != null && draft.lastValues.length > maxOutputBytes) {
        judgement.fail(DeadLetterReason.TOO_LARGE, "last-values");
        return;
      }
      note(judgement);
    }

    /** Last: an audit record must not tell of a break-glass that was not written. */
    private void note(Judgement judgement) {
      if (headers.isTruncated()) {
        judgement.note(HEADERS_TRUNCATED);
      }
      if (draft.actions.contains(OutputAction.BREAK_GLASS)) {
        judgement.note(BREAK_GLASS);
      }
    }

    private void draftPermitted(Judgement judgement) {
      for (int i = 0; i < outputs.size(); i++) {
        OutputPolicy policy = outputs.get(i);
        OutputAction action = OutputAction.of(i, policy, judgement);
        draft.actions.add(action);
        byte[] encoded = encode(judgement, policy, action);
        if (encoded != null) {
          draft.outputs.add(
              new Output(
                  Sinks.permitted(policy.name()),
                  judgement.input().key(),
                  encoded,
                  headers(judgement, action),
                  null));
        }
      }
    }

    private byte @Nullable [] encode(
        Judgement judgement, OutputPolicy policy, OutputAction action) {
      ChangeEvent event = judgement.event();
      var encoder = Objects.requireNonNull(encoders.permitted().get(policy.name()));
      return switch (action) {
        case FORWARD, FORWARD_LAST, BREAK_GLASS -> encoder.encode(event);
        case CLOSE, NOTICE -> encoder.encodeIdOnly(judgement.isClear() ? event.asUpdate() : event);
        case NOTHING, WITHHOLD, RETRACT, NOT_IN_RUN, DROP -> null;
      };
    }

    private Headers headers(Judgement judgement, OutputAction action) {
      String mark = action.header();
      if (mark != null && action.isIdOnly()) {
        return OutputHeaders.marked(headers.withoutContent(), mark);
      }
      if (mark == null && judgement.isSuperseded()) {
        mark = OutputHeaders.SUPERSEDED;
      }
      return mark == null ? headers.shared() : headers.with(mark);
    }

    private void draftAlerts(Judgement judgement) {
      byte[] key = judgement.input().key();
      OutputAction action = OutputAction.ofAlerts(alerts, judgement);
      draft.actions.add(action);
      Headers headers = action.discloses() ? this.headers.shared() : this.headers.withoutContent();
      for (ReviewItem item : judgement.reviews()) {
        draft.outputs.add(
            new Output(Sinks.REVIEW, key, encoders.review().encode(item), headers, null));
      }
      AlertDecision decided = judgement.alerts();
      if (decided == null) {
        return;
      }
      for (CriticalLabAlert alert : decided.alerts()) {
        draft.outputs.addAll(alertOutputs.of(alert, Objects.requireNonNull(key), headers));
      }
      AlertState after = decided.after();
      if (after != null) {
        draft.alertStates.put(judgement.event().resourceId(), AlertStates.encode(after));
      }
      decided.others().forEach((id, state) -> draft.alertStates.put(id, AlertStates.encode(state)));
      LastValues values = decided.values();
      if (values != null) {
        draft.lastValues = LastValuesOfPatients.encode(values);
      }
    }
  }
}
