package dev.vigil.fault.report;

import dev.vigil.fault.trial.TrialResult;
import dev.vigil.fault.trial.TrialResult.End;
import dev.vigil.fault.verdict.Guarantee;
import dev.vigil.fault.verdict.Verdict;
import dev.vigil.fault.watch.Recovery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The table of faults, guarantees and recovery times, in Markdown. */
public final class ReportTable {
  private static final List<String> HEAD =
      List.of(
          "fault",
          "guarantees",
          "records",
          "first record after",
          "longest idle partition",
          "most lag",
          "worked off after",
          "exits");

  private ReportTable() {}

  /** The head and the line below it. */
  public static List<String> head() {
    return List.of(row(HEAD), "|" + "---|".repeat(HEAD.size()));
  }

  /** One line. */
  public static String row(TrialResult result) {
    List<String> cells = new ArrayList<>();
    cells.add(result.fault());
    cells.add(guarantees(result));
    cells.add(result.verdict().map(verdict -> "%,d".formatted(verdict.inputs())).orElse(""));
    Recovery recovery = result.recovery().orElse(null);
    if (recovery == null) {
      cells.addAll(List.of("", "", "", ""));
    } else {
      cells.add(seconds(recovery.takeover()));
      cells.add(seconds(recovery.idle()));
      cells.add("%,d".formatted(recovery.maxLag()));
      cells.add(seconds(recovery.workedOff()));
    }
    cells.add(exits(result));
    return row(cells);
  }

  private static String guarantees(TrialResult result) {
    return switch (result.end()) {
      case HELD -> "held";
      case NOT_TRIED -> "not tried: " + result.reason();
      case FAILED -> "no verdict: " + firstLine(result.reason());
      case BROKEN -> "**broken**: " + broken(result);
    };
  }

  private static String broken(TrialResult result) {
    List<String> broken = new ArrayList<>();
    result
        .verdict()
        .ifPresent(
            verdict -> {
              for (Guarantee guarantee : Guarantee.values()) {
                if (!verdict.isProven(guarantee)) {
                  broken.add(guarantee.label());
                }
              }
            });
    if (!result.unexpectedExits().isEmpty()) {
      broken.add("unexpected exits " + result.unexpectedExits());
    }
    return String.join(", ", broken);
  }

  private static String exits(TrialResult result) {
    List<String> exits = new ArrayList<>();
    result
        .exits()
        .forEach(
            (instance, codes) -> {
              if (!codes.isEmpty()) {
                exits.add(instance + " " + codes);
              }
            });
    return String.join(" ", exits);
  }

  /** What speaks against the guarantees, or why there is no verdict; empty: all held. */
  public static List<String> details(TrialResult result) {
    List<String> lines = new ArrayList<>();
    if (result.end() == End.FAILED) {
      lines.add(result.reason());
    }
    result.verdict().ifPresent(verdict -> addFindings(verdict, lines));
    return lines;
  }

  private static void addFindings(Verdict verdict, List<String> lines) {
    for (Guarantee guarantee : Guarantee.values()) {
      verdict
          .findings()
          .getOrDefault(guarantee, List.of())
          .forEach(finding -> lines.add(guarantee.label() + ": " + finding));
    }
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static String seconds(@Nullable Duration duration) {
    return duration == null
        ? "not"
        : String.format(Locale.ROOT, "%.1f s", duration.toNanos() / 1e9);
  }
}
