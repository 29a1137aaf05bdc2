package dev.vigil.bench.process;

import dev.vigil.bench.BenchLogging;
import dev.vigil.support.broker.EmbeddedBroker;
import dev.vigil.support.registry.RegistryProcess;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/** A broker and a registry in a process of their own, so that their work is not measured. */
public final class PlatformMain {
  private PlatformMain() {}

  /**
   * Starts both and prints a line with their addresses; ends with the process that started it.
   *
   * @param args the broker's data directory
   */
  public static void main(String[] args) throws InterruptedException {
    PrintStream out = System.out;
    BenchLogging.quieten();
    try (EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]), 0, settings());
        RegistryProcess registry = RegistryProcess.start()) {
      out.println(PlatformProcess.READY + broker.bootstrapServers() + " " + registry.url());
      out.flush();
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  private static Map<String, String> settings() {
    return Map.of(
        // What a round left behind must not fill the disk during the next.
        "log.segment.delete.delay.ms", "1000",
        "num.network.threads", "3",
        "num.io.threads", "8",
        "offsets.topic.segment.bytes", Integer.toString(64 << 20),
        "transaction.state.log.segment.bytes", Integer.toString(64 << 20));
  }
}
