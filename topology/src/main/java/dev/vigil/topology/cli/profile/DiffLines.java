package dev.vigil.topology.cli.profile;

import dev.vigil.config.profile.CellChange;
import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.config.profile.ProfileDiff;
import dev.vigil.config.profile.RuleChange;
import dev.vigil.config.profile.RuleText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What changes between two profiles, for people. */
final class DiffLines {
  private final List<String> lines = new ArrayList<>();
  private int added;
  private int removed;
  private int changed;

  private DiffLines() {}

  static List<String> of(ProfileDiff diff, CriticalValueProfile from, CriticalValueProfile to) {
    DiffLines lines = new DiffLines();
    lines.profile("A", from);
    lines.profile("B", to);
    diff.head().forEach(cell -> lines.cell("", cell));
    String analyte = "";
    for (RuleChange change : diff.rules()) {
      if (!change.rule().analyte().equals(analyte)) {
        analyte = change.rule().analyte();
        lines.lines.add(analyte);
      }
      lines.rule(change);
    }
    lines.lines.add(
        "rules: %d changed, %d added, %d removed; %s"
            .formatted(
                lines.changed,
                lines.added,
                lines.removed,
                diff.isSameInEffect() ? "the same in effect" : "not the same in effect"));
    return lines.lines;
  }

  private void profile(String side, CriticalValueProfile profile) {
    lines.add("%s: %s %s".formatted(side, profile.name(), profile.versionAndHash()));
  }

  private void rule(RuleChange change) {
    CriticalValueRule rule = change.rule();
    if (change.before() == null) {
      added++;
      lines.add("  added    " + whole(rule));
    } else if (change.after() == null) {
      removed++;
      lines.add("  removed  " + whole(rule));
    } else {
      changed++;
      lines.add("  changed  " + named(change.before()));
      change.cells().forEach(cell -> cell("    ", cell));
    }
  }

  private void cell(String indent, CellChange cell) {
    String remark = cell.remark() == null ? "" : " (" + cell.remark() + ")";
    lines.add(
        "%s%s: %s -> %s%s"
            .formatted(indent, cell.what(), orNone(cell.before()), orNone(cell.after()), remark));
  }

  private static String orNone(String text) {
    return text.isEmpty() ? "none" : text;
  }

  private static String named(CriticalValueRule rule) {
    return joined(rule.loinc(), rule.specimen(), RuleText.age(rule));
  }

  private static String whole(CriticalValueRule rule) {
    String delta = RuleText.delta(rule);
    return named(rule)
        + ": "
        + joined(
            RuleText.limits(rule),
            delta.isEmpty() ? "" : "change " + delta,
            rule.enabled() ? "" : "disabled");
  }

  private static String joined(String... texts) {
    return Stream.of(texts).filter(text -> !text.isEmpty()).collect(Collectors.joining(", "));
  }
}
