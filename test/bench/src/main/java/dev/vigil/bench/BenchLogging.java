package dev.vigil.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Keeps the broker's and the clients' talk off the terminal. */
public final class BenchLogging {
  private BenchLogging() {}

  /** For the whole process. */
  public static void quieten() {
    for (String name :
        List.of("kafka", "org.apache.kafka", "state.change.logger", "io.confluent")) {
      ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.ERROR);
    }
    // Says at each first use of a topic that batches came out of order; they are sent again.
    ((Logger) LoggerFactory.getLogger("kafka.server.ReplicaManager")).setLevel(Level.OFF);
  }
}
