package dev.vigil.topology.cli.profile;

import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.config.profile.ProfileException.Fault;
import dev.vigil.config.profile.ProfileReview;
import dev.vigil.config.profile.ProfileReview.Reason;
import dev.vigil.config.profile.ProfileReview.Remark;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A profile as {@code profile check} shows it. The members of the objects are a contract with
 * scripts.
 */
record CheckedProfile(
    String file,
    CriticalValueProfile profile,
    Map<String, Long> rulesByAnalyte,
    List<Remark> remarks) {

  /** So usual that people see them by analyte only. */
  private static final Map<Reason, String> SUMMED_UP =
      new EnumMap<>(
          Map.of(Reason.NO_LOW_LIMIT, "no low limit", Reason.NO_HIGH_LIMIT, "no high limit"));

  static CheckedProfile of(String file, CriticalValueProfile profile) {
    Map<String, Long> byAnalyte = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    profile.rules().forEach(rule -> byAnalyte.merge(rule.analyte(), 1L, Long::sum));
    return new CheckedProfile(file, profile, byAnalyte, ProfileReview.of(profile));
  }

  static Map<String, ?> refused(String file, List<Fault> faults) {
    return invalid(
        file, faults.stream().map(fault -> fault(fault.line(), fault.message())).toList());
  }

  static Map<String, ?> unreadable(String file, List<String> messages) {
    return invalid(file, messages.stream().map(message -> fault(null, message)).toList());
  }

  private static Map<String, Object> invalid(String file, List<?> faults) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("file", file);
    object.put("valid", false);
    object.put("faults", faults);
    return object;
  }

  private static Map<String, @Nullable Object> fault(@Nullable Integer line, String message) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("line", line);
    object.put("message", message);
    return object;
  }

  Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("file", file);
    object.put("valid", true);
    object.put("name", profile.name());
    object.put("version", profile.version());
    object.put("contentHash", profile.contentHash());
    object.put("validatedBy", profile.validatedBy());
    object.put("rules", profile.rules().size());
    object.put("enabled", enabled());
    object.put("rulesByAnalyte", rulesByAnalyte);
    object.put("remarks", remarks.stream().map(CheckedProfile::object).toList());
    return object;
  }

  private static Map<String, Object> object(Remark remark) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("line", remark.line());
    object.put("reason", remark.reason().name());
    object.put("analyte", remark.analyte());
    object.put("message", remark.message());
    return object;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("%s: valid".formatted(file));
    lines.add("  name          " + profile.name());
    lines.add("  version       " + profile.version());
    lines.add("  content hash  " + profile.contentHash());
    lines.add(
        "  validated by  " + (profile.validatedBy() == null ? "nobody" : profile.validatedBy()));
    lines.add(
        "  rules         %d of %d analytes, %d enabled"
            .formatted(profile.rules().size(), rulesByAnalyte.size(), enabled()));
    rulesByAnalyte.forEach((analyte, rules) -> lines.add("  %5d  %s".formatted(rules, analyte)));
    if (!remarks.isEmpty()) {
      lines.add("  look at");
    }
    remarks.stream()
        .filter(remark -> !SUMMED_UP.containsKey(remark.reason()))
        .forEach(remark -> lines.add("    line %d: %s".formatted(remark.line(), remark.message())));
    SUMMED_UP.forEach((reason, words) -> sumUp(reason, words, lines));
    return lines;
  }

  private void sumUp(Reason reason, String words, List<String> lines) {
    String analytes =
        remarks.stream()
            .filter(remark -> remark.reason() == reason)
            .map(Remark::analyte)
            .distinct()
            .collect(Collectors.joining(", "));
    if (!analytes.isEmpty()) {
      lines.add("    " + words + ": " + analytes);
    }
  }

  private long enabled() {
    return profile.rules().stream().filter(CriticalValueRule::enabled).count();
  }
}
