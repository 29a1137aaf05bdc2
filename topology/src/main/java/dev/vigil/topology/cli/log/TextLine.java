package dev.vigil.topology.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.runtime.VigilException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.stream.Collectors;

/** An event of the log for a person: no stack trace, and its own lines indented. */
final class TextLine {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());

  private TextLine() {}

  static String of(ILoggingEvent event) {
    String logger = event.getLoggerName();
    StringBuilder line = new StringBuilder(160);
    line.append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp())))
        .append(' ')
        .append("%-5s".formatted(event.getLevel()))
        .append(' ')
        .append(logger.substring(logger.lastIndexOf('.') + 1))
        .append(' ')
        .append(
            LogMessage.text(event)
                .lines()
                .map(Printable::of)
                .collect(Collectors.joining("\n    ")));
    Throwable thrown = LogMessage.thrown(event);
    // The lines of a VigilException are what is logged of it.
    if (thrown != null && !(thrown instanceof VigilException)) {
      line.append(" (").append(Printable.of(SafeThrowable.line(thrown))).append(')');
    }
    Map<String, String> more = event.getMDCPropertyMap();
    if (!more.isEmpty()) {
      line.append(' ').append(Printable.of(more.toString()));
    }
    return line.toString();
  }
}
