package dev.vigil.topology.cli.reset;

import dev.vigil.config.VigilConfig;
import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.cli.io.Table;
import dev.vigil.topology.runtime.RecordedState;
import dev.vigil.topology.runtime.reset.Positions;
import dev.vigil.topology.runtime.reset.ResetPlan;
import dev.vigil.topology.runtime.reset.ResetPlan.Changelog;
import dev.vigil.topology.runtime.reset.ResetPlan.Input;
import dev.vigil.topology.runtime.reset.StartPosition;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** What a reset touches and what it means, for people and for programs. */
final class ResetText {
  private final VigilConfig config;
  private final ResetPlan plan;
  private final Optional<Positions> positions;

  /**
   * For one plan.
   *
   * @param positions what was chosen; empty: nothing yet, so that all choices are shown
   */
  ResetText(VigilConfig config, ResetPlan plan, Optional<Positions> positions) {
    this.config = config;
    this.plan = plan;
    this.positions = positions;
  }

  void print(PrintWriter out) {
    if (plan.isResumed()) {
      out.println(
          Printable.of(
              "A reset that %s began at %s did not finish: this goes on with it."
                  .formatted(plan.recorded().by(), plan.recorded().at())));
    }
    Table.print(out, List.of("WHAT", "NOW", "AFTER"), rows());
    out.println();
    Consequences.always(config).forEach(line -> sentence(out, "", line));
    for (StartPosition position : StartPosition.values()) {
      List<Input> inputs = inputsAt(position);
      if (!inputs.isEmpty()) {
        String label = positions.isPresent() ? "" : "--to " + word(position) + ": ";
        Consequences.of(position, inputs).forEach(line -> sentence(out, label, line));
      }
    }
    if (!plan.members().isEmpty()) {
      sentence(
          out,
          "",
          "Instances run (%s): all must be stopped first"
              .formatted(String.join(", ", new TreeSet<>(plan.members()))));
    }
    if (positions.isEmpty()) {
      out.println("Nothing was changed: choose a position with --to, then give --execute.");
    }
  }

  private static void sentence(PrintWriter out, String label, String line) {
    out.println(Printable.of("- " + label + line + "."));
  }

  /** Without a choice, all inputs might be put anywhere. */
  private List<Input> inputsAt(StartPosition position) {
    return plan.inputs().stream()
        .filter(input -> positions.map(chosen -> chosen.of(input.topic()) == position).orElse(true))
        .toList();
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (Changelog changelog : plan.changelogs()) {
      rows.add(
          List.of(
              changelog.topic(),
              "%,d offsets".formatted(changelog.offsets()),
              changelog.kept() ? "kept: the audit chains go on" : "deleted"));
    }
    for (Input input : plan.inputs()) {
      rows.add(
          List.of(
              "offsets of " + input.topic(),
              "%,d judged and retained, %,d wait".formatted(input.judged(), input.waiting()),
              positions
                  .map(chosen -> word(chosen.of(input.topic())))
                  .orElse("as --to says: committed, earliest or latest")));
    }
    rows.add(
        List.of(
            "vigil.control, state format",
            recorded(),
            "none, epoch %d: instances delete older copies".formatted(plan.epoch())));
    rows.add(
        List.of(
            "vigil.control, failure budget", plan.budgetSpent() ? "spent" : "not spent", "stays"));
    rows.add(
        List.of(
            plan.local() + " (this machine)",
            plan.localBytes() == 0 ? "nothing" : "%,d bytes".formatted(plan.localBytes()),
            plan.localBytes() == 0 ? "nothing" : "deleted"));
    return rows;
  }

  private String recorded() {
    RecordedState recorded = plan.recorded();
    return switch (recorded.status()) {
      case IN_USE ->
          "format %d, epoch %d, Vigil %s"
              .formatted(recorded.format(), recorded.epoch(), recorded.version());
      case RESET_BEGUN -> "a reset to epoch " + recorded.epoch() + " was begun";
      case RESET -> "none, epoch " + recorded.epoch();
      case UNRECORDED, NOT_UNDERSTOOD -> "nothing";
    };
  }

  /**
   * One object.
   *
   * @param done whether it was done, not only shown
   */
  String json(boolean done) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("application", plan.application());
    object.put("executed", done);
    object.put("resumed", plan.isResumed());
    object.put("format", plan.recorded().format());
    object.put("epoch", plan.recorded().epoch());
    object.put("epochAfter", plan.epoch());
    object.put("members", new TreeSet<>(plan.members()));
    List<Map<String, Object>> changelogs = new ArrayList<>();
    for (Changelog changelog : plan.changelogs()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("topic", changelog.topic());
      one.put("offsets", changelog.offsets());
      one.put("deleted", !changelog.kept());
      changelogs.add(one);
    }
    object.put("changelogs", changelogs);
    List<Map<String, Object>> inputs = new ArrayList<>();
    for (Input input : plan.inputs()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("topic", input.topic());
      one.put("judged", input.judged());
      one.put("waiting", input.waiting());
      one.put("from", byPartition(input.committed()));
      positions.ifPresent(
          chosen -> {
            StartPosition position = chosen.of(input.topic());
            one.put("to", word(position));
            one.put("offsets", byPartition(input.offsets(position)));
          });
      inputs.add(one);
    }
    object.put("inputs", inputs);
    object.put("failureBudgetSpent", plan.budgetSpent());
    object.put("stateDirectory", plan.local().toString());
    object.put("stateBytes", plan.localBytes());
    List<String> means = new ArrayList<>(Consequences.always(config));
    positions.ifPresent(
        chosen -> {
          for (StartPosition position : StartPosition.values()) {
            List<Input> at = inputsAt(position);
            if (!at.isEmpty()) {
              means.addAll(Consequences.of(position, at));
            }
          }
        });
    object.put("means", means);
    return Json.inOrder(object);
  }

  private static Map<String, Long> byPartition(Map<TopicPartition, Long> offsets) {
    Map<Integer, Long> sorted = new TreeMap<>();
    offsets.forEach((partition, offset) -> sorted.put(partition.partition(), offset));
    Map<String, Long> named = new LinkedHashMap<>();
    sorted.forEach((partition, offset) -> named.put(Integer.toString(partition), offset));
    return named;
  }

  private static String word(StartPosition position) {
    return position.name().toLowerCase(Locale.ROOT);
  }
}
