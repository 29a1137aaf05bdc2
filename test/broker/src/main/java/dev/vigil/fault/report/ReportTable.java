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

  /** A line for each fault of a trial. */
  public static List<String> rows(TrialResult result) {
    if (result.recoveries().isEmpty()) {
      return List.of(row(result, result.name(), List.of("", "", "", "")));
    }
    List<String> rows = new ArrayList<>();
    result
        .recoveries()
        .forEach(
            (fault, recovery) -> {
              rows.add(row(result, fault, cells(recovery)));
            });
    return rows;
  }

  private static String row(TrialResult result, String fault, List<String> recovery) {
    List<String> cells = new ArrayList<>();
    cells.add(fault);
    cells.add(guarantees(result));
    cells.add(result.verdict().map(verdict -> "%,d".formatted(verdict.inputs())).orElse(""));
    cells.addAll(recovery);
    cells.add(exits(result));
    return row(cells);
  }

  private static List<String> cells(Recovery recovery) {
    return List.of(
        seconds(recovery.takeover()),
        seconds(recovery.idle()),
        "%,d".formatted(recovery.maxLag()),
        seconds(recovery.workedOff()));
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
