package dev.vigil.topology.pipeline;

import dev.vigil.avro.ReviewItem;
import dev.vigil.avro.state.AlertState;
import dev.vigil.avro.state.PatientState;
import dev.vigil.serdes.event.Acknowledgement;
import dev.vigil.serdes.event.Change;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.event.Envelope;
import dev.vigil.serdes.event.EventForm;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.serdes.event.Replay;
import dev.vigil.serdes.event.TraceContext;
import dev.vigil.serdes.event.Undecodable;
import dev.vigil.topology.domain.alert.AlertDecision;
import dev.vigil.topology.domain.consent.ConsentDecision;
import dev.vigil.topology.domain.escalation.AckVerdict;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import dev.vigil.topology.domain.lab.LabJudgement;
import dev.vigil.topology.domain.patient.PatientFacts;
import dev.vigil.topology.pipeline.RecogniseDuplicatesStep.SeenEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One input record on its way through the pipeline. Each step completes its part; only {@code emit}
 * writes. It lives within one pass of one stream thread.
 */
public final class Judgement {
  private final InputRecord input;
  private final CriticalLabRules rules;
  private @Nullable ChangeEvent event;
  private @Nullable Envelope envelope;
  private EventForm form = EventForm.UNKNOWN;
  private Replay replay = Replay.NONE;
  private @Nullable TraceContext trace;
  private @Nullable Passage passage;
  private @Nullable DeadLetter deadLetter;
  private @Nullable SeenEvent seen;
  private boolean duplicate;
  private boolean superseded;
  private boolean versionBefore;
  private @Nullable PatientFacts facts;
  private @Nullable StoredPatient patient;
  private @Nullable Disclosures disclosures;
  private @Nullable LabJudgement lab;
  private boolean critical;
  private @Nullable AlertDecision alerts;
  private @Nullable AlertState standingAlerts;
  private @Nullable Acknowledgement ack;
  private @Nullable AckVerdict acknowledged;
  private byte @Nullable [] versionKey;
  // Most records have none of these.
  private List<EscalationStores.Change> followUps = List.of();
  private List<ReviewItem> reviews = List.of();
  private List<String> notes = List.of();

  /**
   * Why a record cannot be processed.
   *
   * @param reason from the catalogue
   * @param location where; never content
   */
  public record DeadLetter(DeadLetterReason reason, @Nullable String location) {}

  /**
   * What may go where.
   *
   * @param outputs one decision for each configured output, in their order
   * @param openOtherwise positions of outputs that are denied this resource, are to be told so, and
   *     are open for the patient as a whole
   * @param alerts the decision for the alert output
   * @param change what the Consent in this record changed; null if it is none, or not in force
   */
  public record Disclosures(
      List<ConsentDecision> outputs,
      Set<Integer> openOtherwise,
      ConsentDecision alerts,
      @Nullable DecisionChanges change) {}

  /**
   * Decisions for each configured output as a whole, in their order, the alert output last.
   *
   * @param before by the Consents before this record
   * @param lastRead by the Consents before as they could last be read, where this record replaces
   *     one that could not; else as before
   * @param after by the Consents from this record on
   */
  public record DecisionChanges(
      List<ConsentDecision> before, List<ConsentDecision> lastRead, List<ConsentDecision> after) {
    /**
     * Whether an output was open until this record, or until the one that could not be read, and is
     * closed from it on.
     */
    boolean closes(int output) {
      return (before.get(output).permitted() || lastRead.get(output).permitted())
          && !after.get(output).permitted();
    }
  }

  Judgement(InputRecord input, CriticalLabRules rules) {
    this.input = input;
    this.rules = rules;
  }

  public InputRecord input() {
    return input;
  }

  /** The rules in force when the record was taken: one profile for all that is said of it. */
  public CriticalLabRules rules() {
    return rules;
  }

  /** How it was written, as far as that could be told. */
  EventForm form() {
    return form;
  }

  void form(EventForm told) {
    this.form = told;
  }

  /** Whether nothing more is to be found out: only {@code emit} has work. */
  public boolean isDecided() {
    return deadLetter != null || duplicate || ack != null;
  }

  /** The change event; only for records that were decoded. */
  public ChangeEvent event() {
    return Objects.requireNonNull(event, "asked for the event of a record without one");
  }

  public boolean isDuplicate() {
    return duplicate;
  }

  public boolean hasEvent() {
    return event != null;
  }

  /** What a record on the replay topic says of itself. */
  public Replay replay() {
    return replay;
  }

  /**
   * The trace that outputs go on with: this record's own if it is followed, else its producer's.
   */
  public @Nullable TraceContext trace() {
    return passage == null ? trace : passage.context();
  }

  /** The record as tracing follows it; null: nobody does. */
  public @Nullable Passage passage() {
    return passage;
  }

  /** From now on it is followed. */
  public void follow(Passage begun) {
    this.passage = begun;
  }

  /** What could be read of an undecodable record. */
  public @Nullable Envelope envelope() {
    return envelope;
  }

  public @Nullable DeadLetter deadLetter() {
    return deadLetter;
  }

  public boolean isSuperseded() {
    return superseded;
  }

  /** Whether a version of the resource was seen before, whatever the event calls itself. */
  boolean hasVersionBefore() {
    return versionBefore;
  }

  /** What the record says about the patient; null if nothing. */
  public @Nullable PatientFacts facts() {
    return facts;
  }

  /** The patient's state, this record's facts included; null if nothing is known. */
  public @Nullable PatientState patient() {
    return patient == null ? null : patient.state();
  }

  /** The same, as it is stored. */
  @Nullable StoredPatient storedPatient() {
    return patient;
  }

  public Disclosures disclosures() {
    return Objects.requireNonNull(disclosures, "asked for disclosures before they were decided");
  }

  public @Nullable LabJudgement lab() {
    return lab;
  }

  public @Nullable AlertDecision alerts() {
    return alerts;
  }

  /** The Observation's alerts before this record; null: none, or nobody asked yet. */
  @Nullable AlertState standingAlerts() {
    return standingAlerts;
  }

  /** The acknowledgement; null: the record is none. */
  public @Nullable Acknowledgement ack() {
    return ack;
  }

  /** What the acknowledgement came to. */
  @Nullable AckVerdict acknowledged() {
    return acknowledged;
  }

  /** How the record changes the follow-up of alerts. */
  List<EscalationStores.Change> followUps() {
    return followUps;
  }

  /** What a person must look at. */
  public List<ReviewItem> reviews() {
    return reviews;
  }

  /** Codes of what was noticed and needs nobody. */
  public List<String> notes() {
    return notes;
  }

  /** Whether it is a critical value that is new enough to page someone. */
  public boolean isCritical() {
    return critical;
  }

  /** Whether it is an operator's clear: it changes the patient's state and goes to no output. */
  public boolean isClear() {
    return event != null && event.change() == Change.CLEARED;
  }

  void decoded(ChangeEvent decoded) {
    this.event = decoded;
    this.replay = decoded.replay();
  }

  void replay(Replay read) {
    this.replay = read;
  }

  void trace(@Nullable TraceContext ofTheProducer) {
    this.trace = ofTheProducer;
  }

  void ack(Acknowledgement decoded) {
    this.ack = decoded;
  }

  void acknowledged(AckVerdict verdict) {
    this.acknowledged = verdict;
  }

  void followUp(EscalationStores.Change change) {
    followUps = with(followUps, change);
  }

  void standingAlerts(@Nullable AlertState before) {
    this.standingAlerts = before;
  }

  void undecodable(Undecodable undecodable) {
    this.envelope = undecodable.envelope();
    fail(undecodable.reason(), undecodable.location());
  }

  /** From here on the record is a dead letter; what was found first is the reason. */
  void fail(DeadLetterReason reason, @Nullable String location) {
    if (deadLetter == null) {
      deadLetter = new DeadLetter(reason, location);
    }
  }

  SeenEvent seen() {
    return Objects.requireNonNull(seen, "asked for the identity before it was made");
  }

  void seen(SeenEvent made) {
    this.seen = made;
  }

  /** Where the resource's newest version is kept; null: with its patient, or not asked for yet. */
  byte @Nullable [] versionKey() {
    return versionKey;
  }

  void versionKey(byte[] made) {
    this.versionKey = made;
  }

  void duplicate() {
    this.duplicate = true;
  }

  void superseded() {
    this.superseded = true;
  }

  void versionBefore() {
    this.versionBefore = true;
  }

  void facts(PatientFacts found) {
    this.facts = found;
  }

  void forgetFacts() {
    this.facts = null;
  }

  Judgement patient(@Nullable StoredPatient stored) {
    this.patient = stored;
    return this;
  }

  void disclosures(Disclosures decided) {
    this.disclosures = decided;
  }

  void lab(LabJudgement judged) {
    this.lab = judged;
  }

  void critical() {
    this.critical = true;
  }

  void alerts(AlertDecision decided) {
    this.alerts = decided;
  }

  void review(ReviewItem item) {
    reviews = with(reviews, item);
  }

  void note(String code) {
    notes = with(notes, code);
  }

  private static <T> List<T> with(List<T> items, T item) {
    List<T> more = items.isEmpty() ? new ArrayList<>(2) : items;
    more.add(item);
    return more;
  }
}
