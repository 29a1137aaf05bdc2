package dev.vigil.topology.cli.backfill;

import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.runtime.reconcile.Finding;
import dev.vigil.topology.runtime.reconcile.Reconciliation.Summary;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Prints what a reconciliation finds: which resources, never what is in them. */
final class FindingLines implements Consumer<Finding> {
  private final PrintWriter out;
  private final boolean json;

  FindingLines(PrintWriter out, boolean json) {
    this.out = out;
    this.json = json;
  }

  @Override
  public void accept(Finding finding) {
    if (json) {
      out.println(Json.inOrder(object(finding)));
      return;
    }
    StringBuilder line = new StringBuilder("%-14s".formatted(code(finding)));
    line.append(finding.type() == null ? "(unknown type)" : finding.type());
    line.append('/').append(finding.id() == null ? "(unknown id)" : finding.id());
    if (finding.versionId() != null) {
      line.append(" version ").append(finding.versionId());
    }
    if (finding.deleted()) {
      line.append(", deleted");
    }
    if (finding.lastUpdated() != null) {
      line.append(", ").append(finding.lastUpdated());
    }
    if (finding.problem() != null) {
      line.append(": ").append(finding.problem());
    }
    out.println(Printable.of(line.toString()));
  }

  private static String code(Finding finding) {
    return finding.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Map<String, @Nullable Object> object(Finding finding) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("finding", code(finding));
    object.put("resourceType", finding.type());
    object.put("resourceId", finding.id());
    object.put("versionId", finding.versionId());
    Instant lastUpdated = finding.lastUpdated();
    object.put("lastUpdated", lastUpdated == null ? null : lastUpdated.toString());
    object.put("deleted", finding.deleted());
    object.put("problem", finding.problem());
    return object;
  }

  /** The counts, and what to do. */
  void summary(Summary found, long sent) {
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("changes", found.changes());
      object.put("missing", found.missing());
      object.put("sent", sent);
      object.put("unsendable", found.unsendable());
      object.put("deadLettered", found.deadLettered());
      object.put("unreadable", found.unreadable());
      object.put("vanished", found.vanished());
      object.put("withoutPatient", found.withoutPatient());
      object.put("namelessDeadLetters", found.namelessDeadLetters());
      out.println(Json.inOrder(object));
      out.flush();
      return;
    }
    out.printf(
        Locale.ROOT,
        "%,d changes on the server; %,d missing, %,d sent; %,d dead letters; %,d unreadable; %,d about"
            + " no patient.%n",
        found.changes(),
        found.missing(),
        sent,
        found.deadLettered(),
        found.unreadable(),
        found.withoutPatient());
    hint(found.deadLettered() > 0 && sent == 0, "Dead letters: vigil dlq list, then dlq replay.");
    hint(
        found.unsendable() > 0,
        "No event can be made of what names no patient that can be followed, or several: mend it"
            + " at its source.");
    hint(found.unreadable() > 0, "What is unreadable was not compared: mend it at its source.");
    hint(found.vanished() > 0, "The server's answers changed while they were read: run again.");
    hint(
        found.missing() > 0 && found.namelessDeadLetters() > 0,
        "%,d dead letters of that time name no resource: what is missing may be among them."
            .formatted(found.namelessDeadLetters()));
    hint(
        found.deadLettersCut(),
        "There are too many dead letters to tell all of them: some are called missing.");
    out.flush();
  }

  private void hint(boolean needed, String text) {
    if (needed) {
      out.println(text);
    }
  }
}
