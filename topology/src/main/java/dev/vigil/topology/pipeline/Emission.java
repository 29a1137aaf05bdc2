package dev.vigil.topology.pipeline;

import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Outcome;
import dev.vigil.avro.ReviewItem;
import dev.vigil.avro.state.AlertState;
import dev.vigil.avro.state.LastValues;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.ChangeEventWriter;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.topology.domain.alert.AlertDecision;
import dev.vigil.topology.domain.consent.OutputPolicy;
import dev.vigil.topology.pipeline.Judgement.DeadLetter;
import dev.vigil.topology.pipeline.state.BucketedStore;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Makes the outputs of a judgement, and remembers what later records must know. */
final class Emission {
  private static final String HEADERS_TRUNCATED = "headers-truncated";
  private static final String BREAK_GLASS = "break-glass";
  private static final int MAX_KEY_BYTES = 16 * 1024;

  private final List<PermittedOutput> permitted;
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
    this.permitted =
        settings.outputs().stream()
            .map(
                policy ->
                    new PermittedOutput(
                        policy,
                        Sinks.permitted(policy.name()),
                        Objects.requireNonNull(encoders.permitted().get(policy.name()))))
            .toList();
    this.alerts = settings.alerts();
    this.maxOutputBytes = settings.maxOutputBytes();
    this.encoders = encoders;
    this.deadLetters = new DeadLetterRecords(settings.version(), settings.decoder().replayTopic());
    this.audits =
        new AuditRecords(encoders.audit(), settings.outputs(), settings.alerts(), settings.clock());
    this.chain = chain;
    this.seenEvents = seenEvents;
    this.versions = versions;
    this.alertStates = alertStates;
    this.lastValues = lastValues;
    this.escalations = escalations;
    this.alertOutputs = new AlertOutputs(encoders, settings.alertsFhir());
  }

  /**
   * What is to be written for one record, and then remembered.
   *
   * @param draft records, the audit record last, and state
   * @param outcome what became of the record, as its audit record says it
   * @param head the end of the chain once the audit record is written
   */
  record Written(Draft draft, Outcome outcome, AuditChain.Head head) {
    List<Output> outputs() {
      return draft.outputs();
    }
  }

  /** Makes the outputs. A judgement that cannot be written becomes a dead letter here. */
  Written prepare(Judgement judgement) {
    InputRecord input = judgement.input();
    OutputHeaders headers = OutputHeaders.of(judgement);
    Draft draft = draft();
    if (!judgement.isDecided()) {
      StepProcessor.run(new DraftStep(draft, headers), judgement);
    }
    DeadLetter deadLetter = judgement.deadLetter();
    if (deadLetter != null) {
      draft = draft();
      draft.add(deadLetter(judgement, deadLetter));
    }
    byte[] audit = audits.encode(judgement, draft, chain.head(input.topic()));
    AuditChain.Head head = chain.link(input.offset(), audit);
    draft.add(
        new Output(
            Sinks.AUDIT, bounded(input.key()), audit, headers.travelling(), input.partition()));
    return new Written(draft, AuditRecords.outcome(judgement, draft), head);
  }

  private Draft draft() {
    return new Draft(permitted.size() + 1);
  }

  /** Remembers a record that was written. A dead letter is not: its replay must find nothing. */
  void remember(Judgement judgement, Written written) {
    chain.append(judgement.input().topic(), written.head());
    if (escalations != null && judgement.deadLetter() == null) {
      escalations.remember(judgement);
    }
    if (judgement.isDecided()) {
      return;
    }
    ChangeEvent event = judgement.event();
    long now = judgement.input().timestamp();
    seenEvents.put(judgement.seen().identity(), judgement.seen().content(), now);
    byte[] versionKey = judgement.versionKey();
    if (versionKey != null && !judgement.isSuperseded()) {
      versions.remember(versionKey, event, now);
    }
    Draft draft = written.draft();
    draft.alertStates().forEach((id, state) -> alertStates.remember(event, id, state, now));
    byte[] values = draft.lastValues();
    if (values != null) {
      lastValues.remember(event, values, now);
    }
  }

  private Output deadLetter(Judgement judgement, DeadLetter deadLetter) {
    InputRecord input = judgement.input();
    Output whole =
        new Output(
            Sinks.DEAD_LETTERS,
            input.key(),
            input.value(),
            deadLetters.headers(judgement, deadLetter),
            null);
    // Compressed, an input may hold what no topic takes otherwise: refused, it would stop the
    // partition for good.
    return whole.size() <= maxOutputBytes
        ? whole
        : new Output(
            Sinks.DEAD_LETTERS,
            bounded(input.key()),
            null,
            deadLetters.headersAlone(judgement, deadLetter),
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
    private @Nullable ChangeEventWriter wholeBy;
    private byte @Nullable [] whole;

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
      for (Output output : draft.outputs()) {
        if (output.size() > maxOutputBytes) {
          judgement.fail(DeadLetterReason.TOO_LARGE, output.sink());
          return;
        }
      }
      for (byte[] state : draft.alertStates().values()) {
        if (state.length > maxOutputBytes) {
          judgement.fail(DeadLetterReason.TOO_LARGE, "alert-state");
          return;
        }
      }
      byte[] values = draft.lastValues();
      if (values != null && values.length > maxOutputBytes) {
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
      if (draft.breaksGlass()) {
        judgement.note(BREAK_GLASS);
      }
    }

    private void draftPermitted(Judgement judgement) {
      for (int i = 0; i < permitted.size(); i++) {
        PermittedOutput output = permitted.get(i);
        OutputAction action = OutputAction.of(i, output.policy(), judgement);
        draft.action(i, action);
        byte[] encoded = encode(judgement, output.writer(), action);
        if (encoded != null) {
          draft.add(
              i,
              new Output(
                  output.sink(),
                  judgement.input().key(),
                  encoded,
                  headers(judgement, action),
                  null));
        }
      }
    }

    private byte @Nullable [] encode(
        Judgement judgement, ChangeEventWriter writer, OutputAction action) {
      ChangeEvent event = judgement.event();
      return switch (action) {
        case FORWARD, FORWARD_LAST, BREAK_GLASS -> encodeOnce(writer, event);
        case CLOSE, NOTICE -> writer.encodeIdOnly(judgement.isClear() ? event.asUpdate() : event);
        case NOTHING, WITHHOLD, RETRACT, NOT_IN_RUN, DROP -> null;
      };
    }

    /** Outputs that are written alike share the encoded event: nobody changes it. */
    private byte[] encodeOnce(ChangeEventWriter writer, ChangeEvent event) {
      byte[] encoded = whole;
      if (encoded == null || wholeBy != writer) {
        encoded = writer.encode(event);
        whole = encoded;
        wholeBy = writer;
      }
      return encoded;
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
      draft.action(permitted.size(), action);
      AlertDecision decided = judgement.alerts();
      if (decided == null && judgement.reviews().isEmpty()) {
        return;
      }
      Headers headers = action.discloses() ? this.headers.shared() : this.headers.withoutContent();
      for (ReviewItem item : judgement.reviews()) {
        draft.add(new Output(Sinks.REVIEW, key, encoders.review().encode(item), headers, null));
      }
      if (decided == null) {
        return;
      }
      for (CriticalLabAlert alert : decided.alerts()) {
        draftAlert(alertOutputs.of(alert, Objects.requireNonNull(key), headers));
      }
      AlertState after = decided.after();
      if (after != null) {
        draft.alertState(judgement.event().resourceId(), AlertStates.encode(after));
      }
      decided.others().forEach((id, state) -> draft.alertState(id, AlertStates.encode(state)));
      LastValues values = decided.values();
      if (values != null) {
        draft.lastValues(LastValuesOfPatients.encode(values));
      }
    }

    /** Other forms of an alert are not counted. */
    private void draftAlert(List<Output> forms) {
      for (Output form : forms) {
        if (form.sink().equals(Sinks.ALERTS)) {
          draft.add(permitted.size(), form);
        } else {
          draft.add(form);
        }
      }
    }
  }
}
