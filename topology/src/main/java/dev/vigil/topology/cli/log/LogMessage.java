package dev.vigil.topology.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.MessageFormatter;

/** What an event of the log says, as far as it may be written down. */
final class LogMessage {
  /** Whose messages name topics, offsets, addresses and settings, not what records hold. */
  private static final List<String> KNOWN =
      List.of(
          "dev.vigil.",
          "org.apache.kafka.",
          "kafka.",
          "io.confluent.",
          "io.opentelemetry.",
          "io.micrometer.",
          "io.smallrye.");

  private LogMessage() {}

  /** The text; of a library that is not known without what it was to be filled with. */
  static String text(ILoggingEvent event) {
    Object[] arguments = event.getArgumentArray();
    if (arguments == null || arguments.length == 0) {
      return event.getMessage();
    }
    String logger = event.getLoggerName();
    return KNOWN.stream().anyMatch(logger::startsWith)
        ? MessageFormatter.arrayFormat(
                event.getMessage(), Stream.of(arguments).map(LogMessage::safe).toArray())
            .getMessage()
        : event.getMessage();
  }

  /** What was thrown; null: nothing. */
  static @Nullable Throwable thrown(ILoggingEvent event) {
    return event.getThrowableProxy() instanceof ThrowableProxy proxy ? proxy.getThrowable() : null;
  }

  /** Some tell what was thrown by what it says. */
  private static @Nullable Object safe(@Nullable Object argument) {
    if (argument instanceof Throwable thrown) {
      return SafeThrowable.line(thrown);
    }
    if (argument instanceof Map<?, ?> map
        && map.values().stream().anyMatch(Throwable.class::isInstance)) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, value) -> copy.put(key, String.valueOf(safe(value))));
      return copy;
    }
    return argument;
  }
}
