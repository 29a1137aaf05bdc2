package dev.vigil.topology.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about one record, as far as it is known: outputs, what each configured output
 * receives, and the state that belongs to them.
 */
final class Draft {
  private final List<Output> outputs = new ArrayList<>(4);
  private final @Nullable OutputAction[] actions;
  private final int[] written;
  private Map<String, byte[]> alertStates = Map.of();
  private byte @Nullable [] lastValues;

  /**
   * Nothing is done yet.
   *
   * @param destinations how many outputs decisions are made for, the alert output among them
   */
  Draft(int destinations) {
    this.actions = new OutputAction[destinations];
    this.written = new int[destinations];
  }

  /** Records to be written. */
  List<Output> outputs() {
    return outputs;
  }

  /** A record that belongs to no configured output. */
  void add(Output output) {
    outputs.add(output);
  }

  /** A record for a configured output. */
  void add(int destination, Output output) {
    outputs.add(output);
    written[destination]++;
  }

  /** How many records were written to a configured output. */
  int written(int destination) {
    return written[destination];
  }

  /** What a configured output receives; only where that was decided. */
  OutputAction action(int destination) {
    return Objects.requireNonNull(actions[destination], "asked for an action before it was taken");
  }

  void action(int destination, OutputAction action) {
    actions[destination] = action;
  }

  /** Whether content goes to any output. */
  boolean disclosed() {
    for (OutputAction action : actions) {
      if (action != null && action.discloses()) {
        return true;
      }
    }
    return false;
  }

  /** Whether any output receives a record against consent. */
  boolean breaksGlass() {
    for (OutputAction action : actions) {
      if (action == OutputAction.BREAK_GLASS) {
        return true;
      }
    }
    return false;
  }

  /** Encoded alert states to remember, by Observation. */
  Map<String, byte[]> alertStates() {
    return alertStates;
  }

  void alertState(String observationId, byte[] encoded) {
    if (alertStates.isEmpty()) {
      alertStates = new HashMap<>();
    }
    alertStates.put(observationId, encoded);
  }

  /** The patient's encoded last values to remember; null: as before. */
  byte @Nullable [] lastValues() {
    return lastValues;
  }

  void lastValues(byte[] encoded) {
    lastValues = encoded;
  }
}
