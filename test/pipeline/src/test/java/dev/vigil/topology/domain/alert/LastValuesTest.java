package dev.vigil.topology.domain.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.state.LastValue;
import dev.vigil.avro.state.LastValues;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is remembered of a patient's values, and how much. */
class LastValuesTest {
  @Test
  void nothingIsRememberedWhereNoRuleAsks() throws IOException {
    Story story = new Story();
    story.tell(StoryLine.parse("A d1 08:00 X=1 HH"));

    assertThat(story.values()).isNull();
  }

  @Test
  void aVersionThatSaysTheSameIsNotRememberedAgain() throws IOException {
    Story story = new Story();
    assertThat(story.tell(StoryLine.parse("A d1 08:00 Na=130")).values()).isNotNull();
    assertThat(story.tell(StoryLine.parse("A d1 08:00 Na=130 corrected")).values()).isNull();
    assertThat(story.tell(StoryLine.parse("A d1 08:00 Na=131 corrected")).values()).isNotNull();
  }

  @Test
  void ofAnAnalyteTheLastThatCameAreKept() throws IOException {
    Story story = new Story();
    story.tell(StoryLine.parse("Z d1 08:00 K=4.0"));
    // Dated into the future, they came first: a wrong clock must not keep out what comes later.
    for (int i = 0; i < 40; i++) {
      story.tell(observation("future-" + i, "B d9 08:00 Na=140"));
    }
    for (int i = 0; i < 40; i++) {
      story.tell(observation("o" + i, "B d1 08:00 Na=140"));
    }

    List<LastValue> values = values(story);
    assertThat(values)
        .filteredOn(value -> value.getAnalyte().startsWith("sodium"))
        .hasSize(PatientValues.MAX_PER_ANALYTE)
        .allMatch(value -> value.getObservationId().startsWith("o"));
    assertThat(values).anyMatch(value -> value.getObservationId().equals("Z"));
  }

  @Test
  void ofAllAnalytesTogetherTheLastThatCameAreKept() throws IOException {
    Story story = new Story();
    List<String> panel =
        List.of("K=4", "Na=140", "Hb=12", "Glu=100", "GluCSF=60", "Ca=2.4", "iCa=1.2", "pHa=7.4");
    for (int i = 0; i < 32; i++) {
      story.tell(observation("o" + i, "B d1 08:00 [" + String.join(" ", panel) + "]"));
    }
    assertThat(values(story)).hasSize(PatientValues.MAX_VALUES);

    story.tell(observation("last", "B d1 08:00 pHv=7.4"));

    assertThat(values(story)).hasSize(PatientValues.MAX_VALUES);
    assertThat(values(story).get(PatientValues.MAX_VALUES - 1).getObservationId())
        .isEqualTo("last");
  }

  @Test
  void whatCameMoreThanAMonthAgoIsForgotten() throws IOException {
    Story story = new Story();
    story.tell(StoryLine.parse("A d1 08:00 Na=130"));
    story.skipRecords(31 * 24 * 60 - 1);
    story.tell(StoryLine.parse("B d30 08:00 Na=130"));
    assertThat(values(story)).hasSize(2);

    story.tell(StoryLine.parse("C d31 08:00 Na=131"));

    assertThat(values(story)).extracting(LastValue::getObservationId).containsExactly("B", "C");
  }

  @Test
  void anAlertWhoseEarlierValueIsForgottenStandsUntilItsOwnValueChanges() throws IOException {
    Story story = new Story();
    story.tell(StoryLine.parse("A d1 08:00 Na=130"));
    story.tell(StoryLine.parse("B d1 12:00 Na=140"));
    story.skipRecords(32 * 24 * 60);

    assertThat(story.tell(StoryLine.parse("B d1 12:00 Na=140 corrected")).notes())
        .containsExactly(AlertLifeCycle.ALERT_UNCHANGED);
    assertThat(story.tell(StoryLine.parse("B d1 12:00 Na=139 corrected")).alerts()).hasSize(1);
  }

  @Test
  void aThousandComponentsAreOneStateAndEachItsOwnAlert() throws IOException {
    String thousand = "[" + "K=7.1 ".repeat(999) + "K=7.1]";
    Story story = new Story();
    AlertDecision decision = story.tell(observation("big", "B d1 08:00 " + thousand));

    assertThat(decision.alerts()).hasSize(1000);
    assertThat(decision.alerts().stream().map(alert -> alert.getAlertId()).distinct())
        .hasSize(1000);
    assertThat(values(story)).hasSize(PatientValues.MAX_PER_ANALYTE);
    assertThat(story.tell(observation("big", "B deleted")).alerts()).hasSize(1000);
    assertThat(values(story)).isEmpty();
  }

  private static StoryLine observation(String id, String text) {
    StoryLine line = StoryLine.parse(text);
    return new StoryLine(text, id, line.specimenAt(), line.words());
  }

  private static List<LastValue> values(Story story) {
    LastValues values = story.values();
    assertThat(values).isNotNull();
    return values.getValues();
  }
}
