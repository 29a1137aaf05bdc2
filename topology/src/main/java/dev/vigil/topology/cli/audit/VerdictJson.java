package dev.vigil.topology.cli.audit;

import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.runtime.Coordinates;
import dev.vigil.topology.runtime.audit.verify.Finding;
import dev.vigil.topology.runtime.audit.verify.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What verification came to, for programs. */
final class VerdictJson {
  private VerdictJson() {}

  static List<String> lines(Verdict verdict) {
    List<String> lines = new ArrayList<>();
    verdict.findings().forEach(finding -> lines.add(Json.inOrder(object(finding))));
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("proven", verdict.isProven());
    summary.put("inputRecords", verdict.records());
    summary.put("auditRecords", verdict.auditRecords());
    summary.put("outputs", verdict.outputs());
    Map<String, Long> open = new LinkedHashMap<>();
    verdict.notJudged().forEach(one -> open.put(one.code(), one.count()));
    summary.put("notJudged", open);
    Map<String, Long> counts = new LinkedHashMap<>();
    verdict.counts().forEach((kind, count) -> counts.put(kind.code(), count));
    summary.put("findings", counts);
    lines.add(Json.inOrder(summary));
    return lines;
  }

  private static Map<String, ?> object(Finding finding) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("finding", finding.kind().code());
    put(object, "record", finding.record());
    put(object, "place", finding.place());
    object.put("detail", finding.detail());
    return object;
  }

  private static void put(Map<String, Object> object, String name, @Nullable Coordinates place) {
    if (place != null) {
      object.put(
          name,
          Map.of("topic", place.topic(), "partition", place.partition(), "offset", place.offset()));
    }
  }
}
