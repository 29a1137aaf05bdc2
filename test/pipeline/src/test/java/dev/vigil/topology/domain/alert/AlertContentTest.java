package dev.vigil.topology.domain.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Decision;
import dev.vigil.avro.DetectedBy;
import dev.vigil.avro.Direction;
import dev.vigil.avro.ReviewItem;
import dev.vigil.avro.ValueChange;
import dev.vigil.avro.state.AlertState;
import dev.vigil.topology.domain.lab.LabJudgement;
import dev.vigil.topology.pipeline.state.AvroStateCodec;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an alert says, beyond what the stories tell. */
class AlertContentTest {
  private static final Circumstances NOW = SampleCircumstances.USUAL;
  private static final Circumstances LATER = SampleCircumstances.later(NOW, "p1", "o1");

  @Test
  void anAlertSaysWhatAClinicianNeeds() throws IOException {
    CriticalLabAlert alert = raised();

    assertThat(alert.getPatientId()).isEqualTo("p1");
    assertThat(alert.getTenant()).isEqualTo("north");
    assertThat(alert.getObservationId()).isEqualTo("o1");
    assertThat(alert.getDisplay()).isEqualTo("Potassium 7.10 mmol/L high");
    assertThat(alert.getValue()).isEqualTo("7.10");
    assertThat(alert.getUnit()).isEqualTo("mmol/L");
    assertThat(alert.getNormalizedValue()).isEqualTo(7.1);
    assertThat(alert.getLimit()).isEqualTo(6.2);
    assertThat(alert.getLimitOperator()).isEqualTo(">");
    assertThat(alert.getSpecimen()).isEqualTo("Ser/Plas");
    assertThat(alert.getResultStatus()).isEqualTo("final");
    assertThat(alert.getAt()).isEqualTo(SampleCircumstances.AT);
    assertThat(alert.getStandingMs()).isNull();
    assertThat(alert.getChange()).isNull();
    assertThat(alert.getDirection()).isEqualTo(Direction.HIGH);
    assertThat(alert.getDetectedBy()).isEqualTo(DetectedBy.PROFILE);
    assertThat(alert.getProfile()).isEqualTo("us-conventional");
    assertThat(alert.getEncounter()).isEqualTo("Encounter/e1");
    assertThat(alert.getPerformer()).isEqualTo("Organization/lab");
    assertThat(alert.getPreviousValue()).isNull();
    assertThat(alert.getConsent().getDecision()).isEqualTo(Decision.PERMIT);
    assertThat(alert.getOrigin().getOffset()).isEqualTo(42);
  }

  @Test
  void aPreliminaryResultIsShownAsSuch() throws IOException {
    CriticalLabAlert alert = only(judged(null, judgement("K=7.1 preliminary", null), NOW));

    assertThat(alert.getDisplay()).isEqualTo("Potassium 7.1 mmol/L high (preliminary)");
  }

  @Test
  void anUpdateKeepsWhenItWasRaisedAndSaysWhatItWas() throws IOException {
    CriticalLabAlert update = only(judged(state(raised()), judgement("K=7.5", null), LATER));

    assertThat(update.getAlertId()).isEqualTo(raised().getAlertId());
    assertThat(update.getRaisedAt()).isEqualTo(SampleCircumstances.AT);
    assertThat(update.getPreviousValue()).isEqualTo("7.10 mmol/L");
    assertThat(update.getAt()).isEqualTo(LATER.at());
    assertThat(update.getStandingMs()).isEqualTo(3_600_000);
    assertThat(update.getOrigin().getOffset()).isEqualTo(43);
  }

  @Test
  void aRetractionShowsWhatIsRetractedAndWhichRecordDidIt() throws IOException {
    CriticalLabAlert retraction = only(AlertLifeCycle.deleted(known(raised()), LATER));

    assertThat(retraction.getAlertId()).isEqualTo(raised().getAlertId());
    assertThat(retraction.getValue()).isEqualTo("7.10");
    assertThat(retraction.getResultStatus()).isEqualTo("final");
    assertThat(retraction.getAt()).isEqualTo(LATER.at());
    assertThat(retraction.getStandingMs()).isEqualTo(3_600_000);
    assertThat(retraction.getRaisedAt()).isEqualTo(SampleCircumstances.AT);
    assertThat(retraction.getOrigin().getOffset()).isEqualTo(43);
  }

  @Test
  void raisedAgainItStandsFromThen() throws IOException {
    CriticalLabAlert retraction = only(AlertLifeCycle.deleted(known(raised()), NOW));
    CriticalLabAlert again = only(judged(state(retraction), judgement("K=7.3", null), LATER));

    assertThat(again.getStatus()).isEqualTo(AlertStatus.RAISED);
    assertThat(again.getAlertId()).isEqualTo(retraction.getAlertId());
    assertThat(again.getRaisedAt()).isEqualTo(LATER.at());
    assertThat(again.getRetractedBecause()).isNull();
    assertThat(again.getStandingMs()).isNull();
    assertThat(again.getPreviousValue()).isEqualTo("7.10 mmol/L");
  }

  /** No text of the alert, and no number, may tell what was measured, of what, where, or when. */
  @Test
  void aRetractionUnderADenySaysNothingClinical() throws IOException {
    Circumstances denied =
        SampleCircumstances.later(
            SampleCircumstances.of(Delivery.WITHHOLD, false, false), "p1", "o1");
    CriticalLabAlert retraction = only(AlertLifeCycle.deleted(known(raised()), denied));

    assertThat(retraction.toString())
        .doesNotContainIgnoringCase("potassium")
        .doesNotContain("7.1", "6.2", "mmol", "2823-3", "Encounter/e1", "Organization/lab")
        .doesNotContain("HIGH", "2026-01-15T11");
    assertThat(retraction.getDetectedBy()).isEqualTo(DetectedBy.UNKNOWN);
    assertThat(retraction.getAlertId()).isEqualTo(raised().getAlertId());
    assertThat(retraction.getConsent().getDecision()).isEqualTo(Decision.DENY);
  }

  /** A field that is added later is clinical until somebody decides that it is not. */
  @Test
  void aRetractionUnderADenyHasOnlyFieldsThatAreNotClinical() throws IOException {
    CriticalLabAlert full = raised();
    full.setComponent("2823-3");
    full.setComparator(">");
    full.setRepeat(true);
    full.setRepeatOf("another");
    full.setPreliminary(true);
    full.setWorsening(true);
    full.setRemarks(List.of("haemolysed"));
    full.setLevel(2);
    full.setAcknowledgeBy(SampleCircumstances.AT);
    full.setChange(
        ValueChange.newBuilder()
            .setFrom(4.1)
            .setFromObservation("o0")
            .setFromAt(SampleCircumstances.AT)
            .setLimit(2)
            .setWithinMs(1000)
            .build());
    CriticalLabAlert retraction = AlertRecords.withoutContent(full);

    Set<String> said = new HashSet<>();
    for (Schema.Field field : retraction.getSchema().getFields()) {
      Object value = retraction.get(field.pos());
      boolean empty =
          value == null
              || value.toString().isEmpty()
              || value.toString().equals("UNKNOWN")
              || value.equals(false)
              || value.equals(List.of());
      if (!empty) {
        said.add(field.name());
      }
    }
    assertThat(said)
        .isSubsetOf(
            "alertId",
            "revision",
            "status",
            "tenant",
            "patientId",
            "observationId",
            "display",
            "profile",
            "profileVersion",
            "profileNotice",
            "page",
            "at",
            "raisedAt",
            "standingMs",
            "retractedBecause",
            "consent",
            "origin");
  }

  @Test
  void anAlertOnAChangeSaysWhatItChangedFrom() throws IOException {
    Story story = new Story();
    story.tell(StoryLine.parse("A d1 08:00 Na=130"));
    CriticalLabAlert alert = only(story.tell(StoryLine.parse("B d1 18:00 Na=139.5")));

    assertThat(alert.getDisplay()).isEqualTo("Sodium 139.5 mmol/L risen from 130 mmol/L");
    assertThat(alert.getChange())
        .isEqualTo(
            ValueChange.newBuilder()
                .setFrom(130)
                .setFromObservation("A")
                .setFromAt(Instant.parse("2026-01-14T08:00:00Z"))
                .setLimit(8)
                .setWithinMs(Duration.ofHours(24).toMillis())
                .build());
    assertThat(alert.getDetectedBy()).isEqualTo(DetectedBy.PROFILE);
    assertThat(alert.getRule()).isEqualTo("2951-2");
    assertThat(alert.getSpecimen()).isEqualTo("Ser/Plas");
    assertThat(alert.getLimit()).isNull();
    assertThat(alert.getLimitOperator()).isNull();
  }

  @Test
  void anAlertOnAChangeBeyondALimitSaysBoth() throws IOException {
    Story story = new Story();
    story.tell(StoryLine.parse("A d1 08:00 Hb=9.5"));
    CriticalLabAlert alert = only(story.tell(StoryLine.parse("B d1 10:00 Hb=7.0 LL")));

    assertThat(alert.getDisplay()).isEqualTo("Haemoglobin 7.0 g/dL low, fallen from 9.5 g/dL");
    assertThat(alert.getLimitOperator()).isEqualTo("<=");
    assertThat(alert.getDetectedBy()).isEqualTo(DetectedBy.BOTH);
  }

  @Test
  void aFlaggedValueThatChangedIsDetectedByBoth() throws IOException {
    Story story = new Story();
    story.tell(StoryLine.parse("A d1 08:00 Na=130"));
    CriticalLabAlert alert = only(story.tell(StoryLine.parse("B d1 10:00 Na=140 HH")));

    assertThat(alert.getDetectedBy()).isEqualTo(DetectedBy.BOTH);
  }

  @Test
  void theReviewItemOfAWithheldValueSaysNothingClinical() throws IOException {
    Circumstances denied = SampleCircumstances.of(Delivery.WITHHOLD, false, false);

    for (String words : List.of("[K=7.1]", "[K=7.1 Na=140] stale", "K=7.1 kg")) {
      ReviewItem review = onlyReview(judged(null, judgement(words, null), denied));
      assertThat(review.getLoinc()).as(words).isNull();
      assertThat(review.getComponent()).as(words).isNull();
      assertThat(review.getObservationId()).isEqualTo("o1");
    }
  }

  @Test
  void theReviewItemOfAStaleValueSaysWhereToLook() throws IOException {
    Circumstances stale = SampleCircumstances.of(Delivery.DELIVER, true, false);
    ReviewItem review = onlyReview(judged(null, judgement("[K=7.1]", null), stale));

    assertThat(review.getLoinc()).isEqualTo("2823-3");
    assertThat(review.getComponent()).isEqualTo("2823-3");
  }

  @Test
  void theAlertIdIsOfOneValueOfOneObservationAndSaysNothingOfThePatient() throws IOException {
    Set<String> ids = new HashSet<>();
    for (Circumstances where :
        List.of(
            NOW,
            SampleCircumstances.later(NOW, "p2", "o1"),
            SampleCircumstances.later(NOW, "p1", "o2"))) {
      for (String words : List.of("K=7.1", "[K=7.1]", "[Na=165]")) {
        ids.add(only(judged(null, judgement(words, null), where)).getAlertId());
      }
    }

    assertThat(ids)
        .hasSize(9)
        .allMatch(id -> id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"));
    // Fixed: notification services keep alerts by it, over every upgrade of Vigil.
    assertThat(raised().getAlertId()).isEqualTo("a7ccd526-882e-3571-9b10-a9c665eca6fc");
  }

  /** Ids come from outside, and a line break in one must not make it look like two. */
  @Test
  void idsWithOddCharactersStayApart() throws IOException {
    Set<String> ids = new HashSet<>();
    for (List<String> where :
        List.of(
            List.of("p1", "o1\n2823-3"),
            List.of("p1\no1", "2823-3"),
            List.of("p1", "o1\\n2823-3"),
            List.of("p1", "o1"))) {
      Circumstances odd = SampleCircumstances.later(NOW, where.get(0), where.get(1));
      for (String words : List.of("K=7.1", "[K=7.1]")) {
        ids.add(only(judged(null, judgement(words, null), odd)).getAlertId());
      }
    }

    assertThat(ids).hasSize(8);
  }

  /** The store keeps milliseconds. */
  @Test
  void aSpecimenTimeFinerThanTheStoreIsNotAChange() throws IOException {
    LabJudgement result = judgement("K=7.1", "2026-01-15T11:00:00.123456789Z");
    AvroStateCodec<AlertState> store =
        new AvroStateCodec<>(AlertState.class, AlertState.getClassSchema());
    AlertState stored = store.decode(store.encode(state(only(judged(null, result, NOW)))));

    assertThat(judged(stored, result, LATER).notes())
        .containsExactly(AlertLifeCycle.ALERT_UNCHANGED);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // issued, specimen, event, stale
        "-, -, 2026-01-14T12:00:00Z, false",
        "-, -, 2026-01-14T11:59:59Z, true",
        "-, 2026-01-14T11:00:00Z, 2026-01-15T12:00:00Z, true",
        "2026-01-15T11:00:00Z, 2026-01-10T11:00:00Z, 2026-01-10T12:00:00Z, false",
        "2026-01-10T11:00:00Z, 2026-01-15T11:00:00Z, 2026-01-15T12:00:00Z, true",
        "2031-01-01T00:00:00Z, -, 2026-01-15T12:00:00Z, false"
      })
  void staleAfterADayOfTheBestTimeKnown(
      @Nullable Instant issued, @Nullable Instant specimen, Instant event, boolean stale) {
    LabJudgement result =
        new LabJudgement(List.of(), null, false, "final", specimen, issued, null, null);

    assertThat(Staleness.isStale(result, event, SampleCircumstances.AT, Duration.ofHours(24)))
        .isEqualTo(stale);
  }

  private static CriticalLabAlert raised() throws IOException {
    return only(judged(null, judgement("K=7.10", "2026-01-15T11:00:00Z"), NOW));
  }

  private static LabJudgement judgement(String words, @Nullable String specimenAt)
      throws IOException {
    LabJudgement lab = StoryLine.parse(words).judgement();
    Instant at = specimenAt == null ? null : Instant.parse(specimenAt);
    return new LabJudgement(
        lab.findings(),
        lab.withdrawn(),
        lab.preliminary(),
        lab.resultStatus(),
        at,
        at,
        "Encounter/e1",
        "Organization/lab");
  }

  private static AlertDecision judged(
      @Nullable AlertState before, LabJudgement judgement, Circumstances circumstances) {
    return AlertLifeCycle.judged(
        Known.alone(before), AlertLifeCycle.hold(judgement, null, circumstances), circumstances);
  }

  private static Known known(CriticalLabAlert alert) {
    return Known.alone(state(alert));
  }

  private static AlertState state(CriticalLabAlert alert) {
    return AlertState.newBuilder().setAlerts(List.of(alert)).build();
  }

  private static CriticalLabAlert only(AlertDecision decision) {
    assertThat(decision.alerts()).hasSize(1);
    return decision.alerts().get(0);
  }

  private static ReviewItem onlyReview(AlertDecision decision) {
    assertThat(decision.reviews()).hasSize(1);
    return decision.reviews().get(0);
  }
}
