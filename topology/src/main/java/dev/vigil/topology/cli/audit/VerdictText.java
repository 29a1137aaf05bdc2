package dev.vigil.topology.cli.audit;

import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.runtime.audit.verify.Finding;
import dev.vigil.topology.runtime.audit.verify.FindingKind;
import dev.vigil.topology.runtime.audit.verify.Verdict;
import dev.vigil.topology.runtime.audit.verify.Verdict.NotJudged;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What verification came to, for people. */
final class VerdictText {
  private VerdictText() {}

  static List<String> lines(Verdict verdict, String applicationId) {
    List<String> lines = new ArrayList<>();
    lines.add("Judged, up to what " + applicationId + " has committed:");
    lines.add(count(verdict.records(), "input records"));
    lines.add(count(verdict.auditRecords(), "audit records"));
    verdict.outputs().forEach((topic, outputs) -> lines.add(count(outputs, "in " + topic)));
    if (!verdict.notJudged().isEmpty()) {
      lines.add("Not judged:");
      for (NotJudged open : verdict.notJudged()) {
        lines.add(count(open.count(), open.text()));
      }
    }
    if (verdict.isProven()) {
      lines.add(
          "Proven: each of these input records has exactly one audit record, the chains are whole,"
              + " and each announced output is there exactly once.");
      return lines;
    }
    if (verdict.counts().isEmpty()) {
      lines.add("NOT proven: nothing could be judged.");
      return lines;
    }
    lines.add("NOT proven:");
    verdict
        .counts()
        .forEach((kind, found) -> lines.add(count(found, kind.code() + ": " + kind.meaning())));
    for (FindingKind kind : verdict.counts().keySet()) {
      List<Finding> named = verdict.findings().stream().filter(one -> one.kind() == kind).toList();
      named.forEach(one -> lines.add(line(one)));
      long others = verdict.counts().getOrDefault(kind, 0L) - named.size();
      if (others > 0) {
        lines.add("%s: %,d more".formatted(kind.code(), others));
      }
    }
    lines.add("What each means and what to do: deploy/handbook/audit.md");
    return lines;
  }

  private static String count(long count, String what) {
    return String.format(Locale.ROOT, "%,15d %s", count, what);
  }

  private static String line(Finding finding) {
    StringBuilder line = new StringBuilder(finding.kind().code());
    if (finding.record() != null) {
      line.append(": record ").append(finding.record());
    }
    if (finding.place() != null) {
      line.append(finding.record() == null ? ": " : ", ").append("see ").append(finding.place());
    }
    if (!finding.detail().isEmpty()) {
      line.append(": ").append(finding.detail());
    }
    return Printable.of(line.toString());
  }
}
