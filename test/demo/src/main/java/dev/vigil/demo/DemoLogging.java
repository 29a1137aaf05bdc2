package dev.vigil.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** Keeps the broker's and the clients' talk off the terminal. */
final class DemoLogging {
  private static final Map<String, Level> QUIET =
      Map.of(
          "kafka", Level.ERROR,
          // Calls it an error when a producer's second batch overtakes its first, which is sent
          // again.
          "kafka.server.ReplicaManager", Level.OFF,
          "state.change.logger", Level.ERROR,
          "org.apache.kafka", Level.ERROR,
          "io.confluent", Level.ERROR,
          "dev.vigil", Level.WARN);

  private DemoLogging() {}

  static void quieten() {
    QUIET.forEach((name, level) -> ((Logger) LoggerFactory.getLogger(name)).setLevel(level));
  }

  /** While everything is being closed, failures are no news. */
  static void silence() {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME))
        .getLoggerContext()
        .getLoggerList()
        .forEach(logger -> logger.setLevel(Level.OFF));
  }
}
