package dev.vigil.bench.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** The surroundings of a measurement, as options of its command. */
public final class BenchOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "Stream threads of each application. Default: ${DEFAULT-VALUE}.")
  private int threads = 2;

  @Option(
      names = "--broker",
      paramLabel = "KEY=VALUE",
      description = "A setting of the broker, by Kafka's name; may be given several times.")
  private Map<String, String> broker = new LinkedHashMap<>();

  /** Of a command that has options of its own for the rest. */
  public static BenchOptions threads(int threads) {
    BenchOptions options = new BenchOptions();
    options.threads = threads;
    return options;
  }

  int threads() {
    return threads;
  }

  Map<String, String> broker() {
    return broker;
  }

  /** With what else changes the figures. */
  public Map<String, String> with(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(more);
    all.put("threads", Integer.toString(threads));
    broker.forEach((key, value) -> all.put("broker " + key, value));
    return all;
  }
}
