package dev.vigil.topology.cli.profile;

import dev.vigil.config.profile.CellChange;
import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.config.profile.ProfileDiff;
import dev.vigil.config.profile.RuleChange;
import dev.vigil.config.profile.RuleText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What changes between two profiles, for programs. The members are a contract with scripts. */
final class DiffObjects {
  private DiffObjects() {}

  static List<Map<String, ?>> of(
      ProfileDiff diff, CriticalValueProfile from, CriticalValueProfile to) {
    List<Map<String, ?>> objects = new ArrayList<>();
    diff.rules().forEach(change -> objects.add(rule(change)));
    Map<String, @Nullable Object> heads = new LinkedHashMap<>();
    heads.put("before", head(from));
    heads.put("after", head(to));
    heads.put("sameInEffect", diff.isSameInEffect());
    objects.add(heads);
    return objects;
  }

  private static Map<String, @Nullable Object> rule(RuleChange change) {
    CriticalValueRule rule = change.rule();
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("change", kind(change));
    object.put("loinc", rule.loinc());
    object.put("analyte", rule.analyte());
    object.put("age", RuleText.age(rule));
    object.put("limits", RuleText.limits(rule));
    object.put("inEffect", change.isInEffect());
    object.put("cells", change.cells().stream().map(DiffObjects::cell).toList());
    return object;
  }

  private static String kind(RuleChange change) {
    if (change.before() == null) {
      return "added";
    }
    return change.after() == null ? "removed" : "changed";
  }

  private static Map<String, @Nullable Object> cell(CellChange cell) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("what", cell.what());
    object.put("before", cell.before());
    object.put("after", cell.after());
    object.put("remark", cell.remark());
    object.put("inEffect", cell.inEffect());
    return object;
  }

  private static Map<String, @Nullable Object> head(CriticalValueProfile profile) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("name", profile.name());
    object.put("version", profile.version());
    object.put("contentHash", profile.contentHash());
    object.put("validatedBy", profile.validatedBy());
    return object;
  }
}
