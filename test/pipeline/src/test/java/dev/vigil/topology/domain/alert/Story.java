package dev.vigil.topology.domain.alert;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Direction;
import dev.vigil.avro.state.AlertState;
import dev.vigil.avro.state.LastValues;
import dev.vigil.topology.pipeline.state.AvroStateCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One patient, line by line, with what is remembered in between. */
final class Story {
  private static final AvroStateCodec<AlertState> ALERTS =
      new AvroStateCodec<>(AlertState.class, AlertState.getClassSchema());
  private static final AvroStateCodec<LastValues> VALUES =
      new AvroStateCodec<>(LastValues.class, LastValues.getClassSchema());

  private final Map<String, AlertState> alerts = new LinkedHashMap<>();
  private @Nullable LastValues values;
  private int records;

  /** What is written for a line. */
  AlertDecision tell(StoryLine line) throws IOException {
    String observation = line.observation();
    Circumstances circumstances = line.circumstances(records++);
    Known known = new Known(alerts.get(observation), values, alerts::get);
    AlertDecision decision =
        line.isDeletion()
            ? AlertLifeCycle.deleted(known, circumstances)
            : AlertLifeCycle.judged(
                known, AlertLifeCycle.hold(line.judgement(), values, circumstances), circumstances);
    // As they come back from the store.
    if (decision.after() != null) {
      alerts.put(observation, ALERTS.decode(ALERTS.encode(decision.after())));
    }
    decision.others().forEach((id, state) -> alerts.put(id, ALERTS.decode(ALERTS.encode(state))));
    if (decision.values() != null) {
      values = VALUES.decode(VALUES.encode(decision.values()));
    }
    return decision;
  }

  /** Lets time pass: a record is a minute. */
  void skipRecords(int count) {
    records += count;
  }

  @Nullable AlertState alerts(String observation) {
    return alerts.get(observation);
  }

  @Nullable LastValues values() {
    return values;
  }

  /** What was written, in the words of the stories. */
  String told(StoryLine line, AlertDecision decision) {
    List<String> told = new ArrayList<>();
    decision.alerts().stream()
        .filter(alert -> alert.getObservationId().equals(line.observation()))
        .map(this::told)
        .sorted()
        .forEach(told::add);
    decision.alerts().stream()
        .filter(alert -> !alert.getObservationId().equals(line.observation()))
        .map(alert -> alert.getObservationId() + " " + told(alert))
        .sorted()
        .forEach(told::add);
    decision
        .reviews()
        .forEach(
            review ->
                told.add(
                    "review "
                        + review.getReason()
                        + (review.getObservationId().equals(line.observation())
                            ? ""
                            : " of " + review.getObservationId())));
    decision.notes().forEach(note -> told.add("note " + note));
    return told.isEmpty() ? "nothing" : String.join(" + ", told);
  }

  private String told(CriticalLabAlert alert) {
    // Of an empty retraction the component is not known either.
    String component = alert.getComponent() == null ? "" : alert.getComponent() + " ";
    boolean retracted = alert.getStatus() == AlertStatus.RETRACTED;
    boolean empty = retracted && alert.getValue().isEmpty();
    return component
        + alert.getStatus()
        + " "
        + alert.getRevision()
        + (alert.getPage() ? " page" : " quiet")
        + (alert.getRetractedBecause() == null ? "" : " " + alert.getRetractedBecause())
        + (alert.getPreliminary() ? " preliminary" : "")
        + (alert.getWorsening() ? " worsening" : "")
        + (alert.getBreakGlass() ? " break-glass" : "")
        + (alert.getRepeat() && !retracted ? " repeat-of-" + observation(alert) : "")
        + (alert.getChange() == null || retracted ? "" : changed(alert))
        + (empty ? " empty" : "");
  }

  private static String changed(CriticalLabAlert alert) {
    return (alert.getDirection() == Direction.HIGH ? " high" : " low")
        + (alert.getLimit() == null ? "" : " limit")
        + " changed-from-"
        + alert.getChange().getFromObservation();
  }

  private String observation(CriticalLabAlert repeat) {
    return alerts.values().stream()
        .flatMap(state -> state.getAlerts().stream())
        .filter(alert -> alert.getAlertId().equals(repeat.getRepeatOf()))
        .map(CriticalLabAlert::getObservationId)
        .findFirst()
        .orElse("nothing");
  }
}
