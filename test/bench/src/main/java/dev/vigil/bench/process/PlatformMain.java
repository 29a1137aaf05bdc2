package dev.vigil.bench.process;

import dev.vigil.bench.BenchLogging;
import dev.vigil.support.broker.EmbeddedBroker;
import dev.vigil.support.registry.RegistryProcess;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A broker and a registry in a process of their own, so that their work is not measured. */
public final class PlatformMain {
  private PlatformMain() {}

  /**
   * Starts both and prints a line with their addresses; ends with the process that started it.
   *
   * @param args the broker's data directory, then settings of the broker as {@code key=value}
   */
  public static void main(String[] args) throws InterruptedException {
    PrintStream out = System.out;
    BenchLogging.quieten();
    try (EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]), 0, settings(args));
        RegistryProcess registry = RegistryProcess.start()) {
      out.println(PlatformProcess.READY + broker.bootstrapServers() + " " + registry.url());
      out.flush();
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  private static Map<String, String> settings(String[] args) {
    Map<String, String> settings = new HashMap<>();
    // What a round left behind must not fill the disk during the next.
    settings.put("log.segment.delete.delay.ms", "1000");
    settings.put("num.network.threads", "3");
    settings.put("num.io.threads", "8");
    settings.put("offsets.topic.segment.bytes", Integer.toString(64 << 20));
    settings.put("transaction.state.log.segment.bytes", Integer.toString(64 << 20));
    for (String setting : List.of(args).subList(1, args.length)) {
      int equals = setting.indexOf('=');
      settings.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return settings;
  }
}
