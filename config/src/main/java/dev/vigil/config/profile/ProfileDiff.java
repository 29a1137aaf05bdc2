package dev.vigil.config.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What changes for patients when one profile takes the place of another.
 *
 * <p>Rules belong together by LOINC code and age band; what then remains on both sides of a code,
 * by overlapping bands, so that a moved age limit is a change and not a removal. Of several rows
 * with the same code and age, which only disabled ones may be, the enabled one counts.
 *
 * @param rules that changed, by analyte, code and age
 * @param head what the heads say differently: name, version and validation
 */
public record ProfileDiff(List<RuleChange> rules, List<CellChange> head) {
  private static final Comparator<RuleChange> ORDER =
      Comparator.<RuleChange, String>comparing(
              change -> change.rule().analyte(), String.CASE_INSENSITIVE_ORDER)
          .thenComparing(change -> change.rule().loinc())
          .thenComparing(change -> change.rule().ageMin().toTotalMonths())
          .thenComparing(change -> change.rule().line());

  public ProfileDiff {
    rules = List.copyOf(rules);
    head = List.copyOf(head);
  }

  /** Compares two profiles. */
  public static ProfileDiff between(CriticalValueProfile before, CriticalValueProfile after) {
    Map<String, CriticalValueRule> removed = byId(before);
    Map<String, CriticalValueRule> added = byId(after);
    List<RuleChange> changes = new ArrayList<>();
    for (String id : List.copyOf(removed.keySet())) {
      if (added.containsKey(id)) {
        compare(
            Objects.requireNonNull(removed.remove(id)),
            Objects.requireNonNull(added.remove(id)),
            changes);
      }
    }
    for (CriticalValueRule rule : List.copyOf(removed.values())) {
      added.values().stream()
          .filter(
              other ->
                  other.loinc().equals(rule.loinc())
                      && AgeBandCheck.overlap(AgeBand.of(rule), AgeBand.of(other)))
          .findFirst()
          .ifPresent(
              other -> {
                removed.remove(rule.id());
                added.remove(other.id());
                compare(rule, other, changes);
              });
    }
    removed.values().forEach(rule -> changes.add(new RuleChange(rule, null, List.of())));
    added.values().forEach(rule -> changes.add(new RuleChange(null, rule, List.of())));
    changes.sort(ORDER);
    return new ProfileDiff(changes, head(before, after));
  }

  /** Whether every result is judged, and every alert handled, as before. */
  public boolean isSameInEffect() {
    return rules.stream().noneMatch(RuleChange::isInEffect);
  }

  private static Map<String, CriticalValueRule> byId(CriticalValueProfile profile) {
    Map<String, CriticalValueRule> rules = new LinkedHashMap<>();
    for (CriticalValueRule rule : profile.rules()) {
      rules.merge(rule.id(), rule, (first, next) -> next.enabled() ? next : first);
    }
    return rules;
  }

  private static void compare(
      CriticalValueRule before, CriticalValueRule after, List<RuleChange> changes) {
    List<CellChange> cells = RuleComparison.of(before, after);
    if (!cells.isEmpty()) {
      changes.add(new RuleChange(before, after, cells));
    }
  }

  private static List<CellChange> head(CriticalValueProfile before, CriticalValueProfile after) {
    List<CellChange> changes = new ArrayList<>();
    head("name", before.name(), after.name(), changes);
    head("version", before.version(), after.version(), changes);
    head(
        "validated-by",
        Objects.requireNonNullElse(before.validatedBy(), ""),
        Objects.requireNonNullElse(after.validatedBy(), ""),
        changes);
    return changes;
  }

  private static void head(String what, String from, String to, List<CellChange> changes) {
    if (!from.equals(to)) {
      changes.add(new CellChange(what, from, to, null, false));
    }
  }
}
