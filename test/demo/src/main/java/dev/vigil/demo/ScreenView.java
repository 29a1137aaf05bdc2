package dev.vigil.demo;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;

/** Redraws a few lines in place, in colour. */
final class ScreenView implements View {
  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final AttributedStyle DIM = PLAIN.faint();
  private static final AttributedStyle BOLD = PLAIN.bold();
  private static final AttributedStyle GREEN = PLAIN.foreground(AttributedStyle.GREEN);
  private static final AttributedStyle YELLOW = PLAIN.foreground(AttributedStyle.YELLOW);
  private static final AttributedStyle RED = PLAIN.foreground(AttributedStyle.RED).bold();
  private static final AttributedStyle CYAN = PLAIN.foreground(AttributedStyle.CYAN);
  private static final int WIDEST_BAR = 60;
  private static final int ALERTS = 6;

  private final Terminal terminal;
  private final Display display;
  private int shown;

  private ScreenView(Terminal terminal) {
    this.terminal = terminal;
    this.display = new Display(terminal, false);
  }

  /**
   * A view on the terminal; empty if the stream is none.
   *
   * @param toStandardError whether to use standard error; else standard output
   * @param data where the terminal library may unpack its native code
   */
  static Optional<Terminal> terminal(boolean toStandardError, Path data) {
    System.setProperty("jline.tmpdir", data.toString());
    try {
      Terminal terminal =
          TerminalBuilder.builder()
              .systemOutput(
                  toStandardError
                      ? TerminalBuilder.SystemOutput.SysErr
                      : TerminalBuilder.SystemOutput.SysOut)
              .dumb(false)
              // The library's default for Ctrl-C ends the process without cleaning up.
              .nativeSignals(false)
              .build();
      return Optional.of(terminal);
    } catch (IOException | IllegalStateException e) {
      // Not a terminal, or one that this library does not know.
      return Optional.empty();
    }
  }

  static ScreenView on(Terminal terminal) {
    return new ScreenView(terminal);
  }

  @Override
  public void show(Progress progress) {
    Size size = terminal.getSize();
    int columns = size.getColumns() > 0 ? size.getColumns() : 80;
    int rows = size.getRows() > 0 ? size.getRows() : 24;
    display.resize(rows, columns);
    List<AttributedString> lines = new ArrayList<>();
    // One column less: a full line would wrap.
    for (AttributedString line : lines(progress, columns)) {
      lines.add(line.columnSubSequence(0, columns - 1));
    }
    shown = Math.min(lines.size(), rows - 1);
    display.update(lines.subList(0, shown), 0);
  }

  private static List<AttributedString> lines(Progress progress, int columns) {
    Counts counts = progress.counts();
    List<AttributedString> lines = new ArrayList<>();
    lines.add(AttributedString.EMPTY);
    lines.add(bar(progress, columns));
    lines.add(
        new AttributedStringBuilder()
            .append("  permitted ", DIM)
            .append("%,d".formatted(counts.permitted()), GREEN)
            .append("   denied ", DIM)
            .append("%,d".formatted(counts.denied()), YELLOW)
            .append("   duplicates ", DIM)
            .append("%,d".formatted(counts.duplicates()), CYAN)
            .append("   dead letters ", DIM)
            .append("%,d".formatted(counts.deadLetters()), RED)
            .append("   review ", DIM)
            .append("%,d".formatted(counts.reviewItems()), PLAIN)
            .toAttributedString());
    lines.add(
        new AttributedStringBuilder()
            .append("  alerts raised ", DIM)
            .append("%,d".formatted(counts.alerts(AlertStatus.RAISED)), RED)
            .append("   updated ", DIM)
            .append("%,d".formatted(counts.alerts(AlertStatus.UPDATED)), YELLOW)
            .append("   retracted ", DIM)
            .append("%,d".formatted(counts.alerts(AlertStatus.RETRACTED)), GREEN)
            .append("   lag ", DIM)
            .append("%,d".formatted(counts.lag()), PLAIN)
            .toAttributedString());
    lines.add(AttributedString.EMPTY);
    lines.add(new AttributedString("  newest alerts", BOLD));
    counts.newestAlerts().stream().limit(ALERTS).forEach(alert -> lines.add(line(alert)));
    return lines;
  }

  private static AttributedString bar(Progress progress, int columns) {
    Counts counts = progress.counts();
    long of = Math.max(progress.expected(), counts.in());
    double share = of == 0 ? 0 : Math.min(1, counts.auditRecords() / (double) of);
    String text = "  %,d of %,d  %,.0f/s".formatted(counts.auditRecords(), of, progress.rate());
    int width = Math.max(10, Math.min(WIDEST_BAR, columns - text.length() - 6));
    int full = (int) Math.round(share * width);
    return new AttributedStringBuilder()
        .append("  ")
        .append("█".repeat(full), GREEN)
        .append("░".repeat(width - full), DIM)
        .append(text)
        .toAttributedString();
  }

  private static AttributedString line(CriticalLabAlert alert) {
    AttributedStyle style =
        switch (alert.getStatus()) {
          case RAISED, ESCALATED -> RED;
          case UPDATED -> YELLOW;
          default -> GREEN;
        };
    String what = alert.getStatus().toString();
    return new AttributedStringBuilder()
        .append("  %-9s ".formatted(what), style)
        .append("%-36s ".formatted(alert.getPatientId()), DIM)
        .append(alert.getDisplay())
        .toAttributedString();
  }

  /** Leaves what is shown where it is; the cursor goes below. */
  @Override
  public void close() {
    terminal.puts(org.jline.utils.InfoCmp.Capability.carriage_return);
    // The cursor waits in the first of the lines.
    terminal.writer().print("\n".repeat(shown));
    terminal.flush();
  }

  static void release(Terminal terminal) {
    try {
      terminal.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
