package dev.vigil.topology.domain.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Decision;
import dev.vigil.avro.DetectedBy;
import dev.vigil.avro.Direction;
import dev.vigil.avro.ReviewItem;
import dev.vigil.avro.state.AlertState;
import dev.vigil.topology.domain.lab.LabJudgement;
import dev.vigil.topology.pipeline.state.AvroStateCodec;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    CriticalLabAlert alert =
        only(AlertLifeCycle.judged(null, judgement("K=7.1 preliminary", null), NOW));

    assertThat(alert.getDisplay()).isEqualTo("Potassium 7.1 mmol/L high (preliminary)");
  }

  @Test
  void anUpdateKeepsWhenItWasRaisedAndSaysWhatItWas() throws IOException {
    CriticalLabAlert update =
        only(AlertLifeCycle.judged(state(raised()), judgement("K=7.5", null), LATER));

    assertThat(update.getAlertId()).isEqualTo(raised().getAlertId());
    assertThat(update.getRaisedAt()).isEqualTo(SampleCircumstances.AT);
    assertThat(update.getPreviousValue()).isEqualTo("7.10 mmol/L");
    assertThat(update.getOrigin().getOffset()).isEqualTo(43);
  }

  @Test
  void aRetractionShowsWhatIsRetractedAndWhichRecordDidIt() throws IOException {
    CriticalLabAlert retraction = only(AlertLifeCycle.deleted(state(raised()), LATER));

    assertThat(retraction.getAlertId()).isEqualTo(raised().getAlertId());
    assertThat(retraction.getValue()).isEqualTo("7.10");
    assertThat(retraction.getRaisedAt()).isEqualTo(SampleCircumstances.AT);
    assertThat(retraction.getOrigin().getOffset()).isEqualTo(43);
  }

  @Test
  void raisedAgainItStandsFromThen() throws IOException {
    CriticalLabAlert retraction = only(AlertLifeCycle.deleted(state(raised()), NOW));
    CriticalLabAlert again =
        only(AlertLifeCycle.judged(state(retraction), judgement("K=7.3", null), LATER));

    assertThat(again.getStatus()).isEqualTo(AlertStatus.RAISED);
    assertThat(again.getAlertId()).isEqualTo(retraction.getAlertId());
    assertThat(again.getRaisedAt()).isEqualTo(LATER.at());
    assertThat(again.getRetractedBecause()).isNull();
  }

  /** No text of the alert, and no number, may tell what was measured, of what, where, or when. */
  @Test
  void aRetractionUnderADenySaysNothingClinical() throws IOException {
    Circumstances denied =
        SampleCircumstances.later(
            SampleCircumstances.of(Delivery.WITHHOLD, false, false), "p1", "o1");
    CriticalLabAlert retraction = only(AlertLifeCycle.deleted(state(raised()), denied));

    assertThat(retraction.toString())
        .doesNotContainIgnoringCase("potassium")
        .doesNotContain("7.1", "6.2", "mmol", "2823-3", "Encounter/e1", "Organization/lab")
        .doesNotContain("HIGH", "2026-01-15T11");
    assertThat(retraction.getDetectedBy()).isEqualTo(DetectedBy.UNKNOWN);
    assertThat(retraction.getAlertId()).isEqualTo(raised().getAlertId());
    assertThat(retraction.getConsent().getDecision()).isEqualTo(Decision.DENY);
  }

  @Test
  void theReviewItemOfAWithheldValueSaysNothingClinical() throws IOException {
    Circumstances denied = SampleCircumstances.of(Delivery.WITHHOLD, false, false);

    for (String words : List.of("[K=7.1]", "[K=7.1 Na=140] stale", "K=7.1 kg")) {
      ReviewItem review = onlyReview(AlertLifeCycle.judged(null, judgement(words, null), denied));
      assertThat(review.getLoinc()).as(words).isNull();
      assertThat(review.getComponent()).as(words).isNull();
      assertThat(review.getObservationId()).isEqualTo("o1");
    }
  }

  @Test
  void theReviewItemOfAStaleValueSaysWhereToLook() throws IOException {
    Circumstances stale = SampleCircumstances.of(Delivery.DELIVER, true, false);
    ReviewItem review = onlyReview(AlertLifeCycle.judged(null, judgement("[K=7.1]", null), stale));

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
        ids.add(only(AlertLifeCycle.judged(null, judgement(words, null), where)).getAlertId());
      }
    }

    assertThat(ids)
        .hasSize(9)
        .allMatch(id -> id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"));
    // Fixed: notification services keep alerts by it, over every upgrade of Vigil.
    assertThat(raised().getAlertId()).isEqualTo("a7ccd526-882e-3571-9b10-a9c665eca6fc");
  }

  /** The store keeps milliseconds. */
  @Test
  void aSpecimenTimeFinerThanTheStoreIsNotAChange() throws IOException {
    LabJudgement result = judgement("K=7.1", "2026-01-15T11:00:00.123456789Z");
    AvroStateCodec<AlertState> store =
        new AvroStateCodec<>(AlertState.class, AlertState.getClassSchema());
    AlertState stored =
        store.decode(store.encode(state(only(AlertLifeCycle.judged(null, result, NOW)))));

    assertThat(AlertLifeCycle.judged(stored, result, LATER).notes())
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
    return only(AlertLifeCycle.judged(null, judgement("K=7.10", "2026-01-15T11:00:00Z"), NOW));
  }

  private static LabJudgement judgement(String words, @Nullable String specimenAt)
      throws IOException {
    LabJudgement lab = new StoryLine(words).judgement();
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
