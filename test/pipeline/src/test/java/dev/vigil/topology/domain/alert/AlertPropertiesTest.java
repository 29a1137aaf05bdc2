package dev.vigil.topology.domain.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Direction;
import dev.vigil.avro.state.AlertState;
import dev.vigil.avro.state.LastValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of the life cycle whatever happens to the results of a patient. */
class AlertPropertiesTest {
  /** Contents that can be judged: an unreadable one keeps what stood, and so depends on it. */
  private static final List<String> CONTENTS =
      List.of(
          "K=7.1",
          "K=7.5 HH",
          "K=6.9 preliminary",
          "K=2.5",
          "K=4.2",
          "K=5 HH",
          "Kb=7.0",
          "Na=165",
          "Na=130",
          "Na=150",
          "X=1",
          "[K=7.1 Na=165]",
          "[Na=165]",
          "[K=4.0 Na=140]",
          "K=7.1 cancelled",
          "K=7.1 entered-in-error",
          "deleted");

  private static final List<String> CIRCUMSTANCES =
      List.of("", "", "", "", " withheld", " stale", " backfill", " kg", " break-glass");

  /**
   * Like the step before it does: an older version that comes late changes nothing. Whatever the
   * order, the newest version decides what stands.
   */
  @Property(tries = 300)
  void versionsInAnyOrderEndInTheSameAlerts(@ForAll("histories") List<String> history)
      throws IOException {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      order.add(i);
    }
    Set<String> inOrder = standing(replay(history, order));
    Random random = new Random(history.hashCode());
    for (int i = 0; i < 5; i++) {
      Collections.shuffle(order, random);
      Story story = replay(history, order);
      assertThat(standing(story)).as("%s in order %s", history, order).isEqualTo(inOrder);
    }
  }

  @Property(tries = 300)
  void theLastValuesDoNotDependOnTheOrderEither(@ForAll("histories") List<String> history)
      throws IOException {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      order.add(i);
    }
    Set<String> inOrder = remembered(replay(history, order));
    Collections.shuffle(order, new Random(history.hashCode()));

    assertThat(remembered(replay(history, order))).as("%s %s", history, order).isEqualTo(inOrder);
  }

  @Property(tries = 300)
  void aVersionThatComesAgainChangesNothing(@ForAll("series") List<String> series)
      throws IOException {
    Story story = new Story();
    for (String text : series) {
      StoryLine line = StoryLine.parse(text);
      story.tell(line);
      AlertDecision again = story.tell(line);
      assertThat(again.alerts()).as("%s of %s", text, series).isEmpty();
      assertThat(again.after()).isNull();
      assertThat(again.others()).isEmpty();
      assertThat(again.values()).isNull();
    }
  }

  @Property(tries = 500)
  void revisionsGrowByOneAndWhatWasRaisedStandsOrIsRetracted(@ForAll("series") List<String> series)
      throws IOException {
    Story story = new Story();
    Map<String, CriticalLabAlert> newest = new LinkedHashMap<>();
    for (String text : series) {
      for (CriticalLabAlert alert : story.tell(StoryLine.parse(text)).alerts()) {
        CriticalLabAlert last = newest.put(alert.getAlertId(), alert);
        boolean stood = last != null && last.getStatus() != AlertStatus.RETRACTED;
        assertThat(alert.getRevision()).isEqualTo(last == null ? 1 : last.getRevision() + 1);
        assertThat(alert.getStatus() == AlertStatus.RAISED).as(text).isEqualTo(!stood);
      }
    }
    Set<String> delivered = new HashSet<>();
    newest.forEach(
        (id, alert) -> {
          if (alert.getStatus() != AlertStatus.RETRACTED) {
            delivered.add(id);
          }
        });
    Set<String> stand = new HashSet<>();
    for (CriticalLabAlert alert : all(story)) {
      if (alert.getStatus() != AlertStatus.RETRACTED) {
        stand.add(alert.getAlertId());
      }
    }
    assertThat(stand).as("%s", series).isEqualTo(delivered);
  }

  /**
   * Fresh and permitted potassium only: whatever comes before it, the worst so far always pages.
   */
  @Property(tries = 500)
  void aWorseValueIsNeverSuppressed(@ForAll("potassium") List<String> series) throws IOException {
    Story story = new Story();
    double highest = Double.NEGATIVE_INFINITY;
    double lowest = Double.POSITIVE_INFINITY;
    for (String text : series) {
      for (CriticalLabAlert alert : story.tell(StoryLine.parse(text)).alerts()) {
        double value = alert.getNormalizedValue();
        boolean worst = alert.getDirection() == Direction.HIGH ? value > highest : value < lowest;
        if (worst) {
          assertThat(alert.getPage()).as("%s of %s", text, series).isTrue();
        }
        highest = Math.max(highest, value);
        lowest = Math.min(lowest, value);
      }
    }
  }

  /**
   * A repeat is silent only while someone who was paged for as bad a value has not been told off.
   */
  @Property(tries = 500)
  void whatStandsUnpagedHasAnAlertBeforeItThatPaged(@ForAll("potassium") List<String> series)
      throws IOException {
    Story story = new Story();
    Map<String, Boolean> paged = new HashMap<>();
    for (String text : series) {
      for (CriticalLabAlert alert : story.tell(StoryLine.parse(text)).alerts()) {
        boolean stands = alert.getStatus() != AlertStatus.RETRACTED;
        paged.merge(alert.getAlertId(), alert.getPage(), (was, is) -> stands && (was || is));
      }
      Map<String, CriticalLabAlert> standing = new HashMap<>();
      for (CriticalLabAlert alert : all(story)) {
        if (alert.getStatus() != AlertStatus.RETRACTED) {
          standing.put(alert.getAlertId(), alert);
        }
      }
      for (CriticalLabAlert alert : standing.values()) {
        if (!paged.getOrDefault(alert.getAlertId(), false)) {
          CriticalLabAlert first = standing.get(alert.getRepeatOf());
          assertThat(first).as("%s of %s", text, series).isNotNull();
          assertThat(paged.get(first.getAlertId())).isTrue();
          assertThat(first.getDirection()).isEqualTo(alert.getDirection());
        }
      }
    }
  }

  @Provide
  Arbitrary<List<String>> histories() {
    return Arbitraries.of(CONTENTS).list().ofMinSize(1).ofMaxSize(6);
  }

  @Provide
  Arbitrary<List<String>> series() {
    Arbitrary<String> observation = Arbitraries.of("A", "B", "C", "D");
    Arbitrary<String> content = Arbitraries.of(CONTENTS);
    Arbitrary<String> around = Arbitraries.of(CIRCUMSTANCES);
    return Combinators.combine(observation, content, around)
        .as(AlertPropertiesTest::line)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  @Provide
  Arbitrary<List<String>> potassium() {
    Arbitrary<String> observation = Arbitraries.of("A", "B", "C", "D", "E");
    Arbitrary<String> content =
        Arbitraries.oneOf(
            Arbitraries.integers().between(20, 90).map(tenths -> "K=" + tenths / 10.0),
            Arbitraries.integers().between(63, 70).map(tenths -> "Kb=" + tenths / 10.0),
            Arbitraries.of("deleted", "K=7 entered-in-error", "K=4.2", "X=1"));
    return Combinators.combine(observation, content)
        .as((id, words) -> line(id, words, ""))
        .list()
        .ofMinSize(1)
        .ofMaxSize(15);
  }

  /** The specimens of A, B, C... were taken one hour after the other. */
  private static String line(String observation, String content, String around) {
    int hour = 8 + observation.charAt(0) - 'A';
    boolean value = content.matches(".*K=[0-9.]+|.*Na=[0-9.]+");
    String unit = around.equals(" kg") ? (value ? around : "") : around;
    return content.equals("deleted")
        ? observation + " deleted" + (around.equals(" kg") ? "" : around)
        : "%s d1 %02d:00 %s%s".formatted(observation, hour, content, unit);
  }

  private static Story replay(List<String> history, List<Integer> order) throws IOException {
    Story story = new Story();
    int newest = -1;
    for (int version : order) {
      if (version > newest) {
        story.tell(StoryLine.parse(line("A", history.get(version), "")));
        newest = version;
      }
    }
    return story;
  }

  /** What stands, and what it says of the result. */
  private static Set<String> standing(Story story) {
    Set<String> standing = new TreeSet<>();
    AlertState state = story.alerts("A");
    if (state != null) {
      for (CriticalLabAlert alert : state.getAlerts()) {
        if (alert.getStatus() != AlertStatus.RETRACTED) {
          standing.add(
              String.join(
                  " ",
                  alert.getAlertId(),
                  alert.getDisplay(),
                  String.valueOf(alert.getLimit()),
                  String.valueOf(alert.getLimitOperator()),
                  alert.getDetectedBy().name(),
                  String.valueOf(alert.getRule()),
                  String.valueOf(alert.getResultStatus()),
                  String.valueOf(alert.getSpecimenAt())));
        }
      }
    }
    return standing;
  }

  private static Set<String> remembered(Story story) {
    Set<String> remembered = new TreeSet<>();
    if (story.values() != null) {
      for (LastValue value : story.values().getValues()) {
        remembered.add(
            value.getAnalyte() + value.getAlertId() + value.getValue() + value.getDirection());
      }
    }
    return remembered;
  }

  private static List<CriticalLabAlert> all(Story story) {
    List<CriticalLabAlert> alerts = new ArrayList<>();
    for (String observation : List.of("A", "B", "C", "D", "E")) {
      AlertState state = story.alerts(observation);
      if (state != null) {
        alerts.addAll(state.getAlerts());
      }
    }
    return alerts;
  }
}
