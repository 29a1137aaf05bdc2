package dev.vigil.topology.pipeline;

import dev.vigil.topology.pipeline.TopologyShape.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One difference between the topology that is deployed and another, and what a hospital that runs
 * the deployed one must do.
 */
record TopologyChange(String what, Need need) {

  /** What a change needs, the least first. */
  enum Need {
    NOTHING("nothing of the state: create the topic first (vigil topics create)"),
    ROLLING_RESTART("a rolling restart: instances may be replaced one by one"),
    ALL_STOPPED(
        "all instances to be stopped, then started: an old one and a new one do not agree on what"
            + " the group reads"),
    NEW_FORMAT(
        "StateFormat.current raised (oldestReadable stays) and its bytes frozen: all instances must"
            + " be stopped, the new store starts empty; say in the release notes what that means"),
    NEW_FORMAT_AND_RESET(
        "StateFormat.current and oldestReadable raised, its bytes frozen, and vigil reset: the state"
            + " under the old name is abandoned, so duplicates, Consents and alerts are forgotten"),
    NEVER(
        "to be undone: a patient's consents would no longer be in order with the results (design"
            + " section 1)");

    private final String means;

    Need(String means) {
      this.means = means;
    }
  }

  @Override
  public String toString() {
    return what + ". It needs " + need.means;
  }

  /** All differences, the gravest first. */
  static List<TopologyChange> between(TopologyShape deployed, TopologyShape now) {
    List<TopologyChange> changes = new ArrayList<>();
    if (now.text().contains("repartition")) {
      changes.add(new TopologyChange("there is a repartition topic", Need.NEVER));
    }
    if (!deployed.parts().equals(now.parts())) {
      changes.add(
          new TopologyChange(
              "sub-topologies were %s and are %s: tasks, and with them state directories, are called by their number"
                  .formatted(deployed.parts(), now.parts()),
              Need.NEW_FORMAT_AND_RESET));
    }
    stores(deployed, now, changes);
    changelogs(deployed, now, changes);
    nodes("source", deployed, now, changes);
    nodes("processor", deployed, now, changes);
    nodes("sink", deployed, now, changes);
    changes.sort((a, b) -> b.need().compareTo(a.need()));
    return changes;
  }

  private static void stores(
      TopologyShape deployed, TopologyShape now, List<TopologyChange> changes) {
    for (String store : without(deployed.stores(), now.stores())) {
      changes.add(
          new TopologyChange(
              "store " + store + " was removed or renamed", Need.NEW_FORMAT_AND_RESET));
    }
    for (String store : without(now.stores(), deployed.stores())) {
      changes.add(new TopologyChange("store " + store + " is new", Need.NEW_FORMAT));
    }
  }

  private static void changelogs(
      TopologyShape deployed, TopologyShape now, List<TopologyChange> changes) {
    Map<String, Line> after = byName(now, "changelog");
    for (Line before : deployed.ofKind("changelog")) {
      Line same = after.remove(before.name());
      if (same == null) {
        changes.add(
            new TopologyChange(
                "changelog " + before.name() + " is gone or has another name",
                Need.NEW_FORMAT_AND_RESET));
      } else if (!same.uses().equals(before.uses())) {
        changes.add(
            new TopologyChange(
                "changelog %s was %s and is %s: values stand in buckets that span the retention"
                    .formatted(before.name(), before.uses(), same.uses()),
                Need.NEW_FORMAT_AND_RESET));
      }
    }
    after
        .keySet()
        .forEach(
            name ->
                changes.add(new TopologyChange("changelog " + name + " is new", Need.NEW_FORMAT)));
  }

  private static void nodes(
      String kind, TopologyShape deployed, TopologyShape now, List<TopologyChange> changes) {
    boolean source = kind.equals("source");
    boolean sink = kind.equals("sink");
    Need changed = source ? Need.ALL_STOPPED : Need.ROLLING_RESTART;
    Map<String, Line> after = byName(now, kind);
    for (Line before : deployed.ofKind(kind)) {
      Line same = after.remove(before.name());
      if (same == null) {
        changes.add(new TopologyChange(kind + " " + before.name() + " is gone", changed));
      } else if (!same.uses().equals(before.uses())) {
        changes.add(
            new TopologyChange(
                "%s %s had [%s] and has [%s]"
                    .formatted(kind, before.name(), before.uses(), same.uses()),
                changed));
      } else if (!same.next().equals(before.next())) {
        changes.add(
            new TopologyChange(
                "%s %s was followed by [%s] and is followed by [%s]"
                    .formatted(kind, before.name(), before.next(), same.next()),
                Need.ROLLING_RESTART));
      }
    }
    after
        .keySet()
        .forEach(
            name ->
                changes.add(
                    new TopologyChange(
                        kind + " " + name + " is new", sink ? Need.NOTHING : changed)));
  }

  private static Map<String, Line> byName(TopologyShape shape, String kind) {
    Map<String, Line> lines = new HashMap<>();
    shape.ofKind(kind).forEach(line -> lines.put(line.name(), line));
    return lines;
  }

  private static Set<String> without(Set<String> all, Set<String> removed) {
    Set<String> left = new TreeSet<>(all);
    left.removeAll(removed);
    return left;
  }
}
