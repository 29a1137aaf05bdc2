package dev.vigil.fault.platform;

import dev.vigil.support.process.DiesWithParent;
import dev.vigil.support.process.JavaProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.jspecify.annotations.Nullable;

/** One broker, controller as well, in a process of its own; its data outlive the process. */
public final class Broker {
  private static final String CLUSTER_ID = "vigilFaultCluster00001";

  private final int id;
  private final Host host;
  private final int port;
  private final Path properties;
  private final Path log;
  private @Nullable JavaProcess process;

  private Broker(int id, Host host, int port, Path properties, Path log) {
    this.id = id;
    this.host = host;
    this.port = port;
    this.properties = properties;
    this.log = log;
  }

  /**
   * Formats a data directory and writes the settings.
   *
   * @param settings by Kafka's names
   */
  static Broker prepare(int id, Host host, int port, Path directory, Map<String, String> settings) {
    Path data = directory.resolve("broker-" + id);
    Path file = directory.resolve("broker-" + id + ".properties");
    try {
      Files.createDirectories(data);
      Properties all = new Properties();
      all.putAll(settings);
      all.put("node.id", Integer.toString(id));
      all.put("log.dirs", data.toString());
      try (Writer writer = Files.newBufferedWriter(file)) {
        all.store(writer, null);
      }
      format(id, data);
    } catch (IOException e) {
      throw new PlatformException("the directory of broker " + id + " cannot be written", e);
    }
    return new Broker(id, host, port, file, directory.resolve("broker-" + id + ".log"));
  }

  private static void format(int id, Path data) {
    try (PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(nowhere)
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setClusterId(CLUSTER_ID)
          .setNodeId(id)
          .setControllerListenerName("CONTROLLER")
          .setIgnoreFormatted(true)
          .addDirectory(data.toString())
          .run();
    } catch (Exception e) { // what Kafka's formatter declares
      throw new PlatformException("the storage of broker " + id + " cannot be formatted", e);
    }
  }

  /** Starts it; it serves some seconds later. */
  public void start() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A short life: a quick start counts, peak speed does not
    command.addAll(List.of("-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dlogback.configurationFile=broker-logback.xml");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(DiesWithParent.class.getName(), "kafka.Kafka", properties.toString()));
    try {
      process = JavaProcess.start(host.commandLine(command), log);
    } catch (IOException e) {
      throw new PlatformException("broker " + id + " cannot be started", e);
    }
  }

  /** Its number in the cluster. */
  public int id() {
    return id;
  }

  /** Where it runs. */
  public Host host() {
    return host;
  }

  /** Where clients connect. */
  public String address() {
    return host.address() + ":" + port;
  }

  /** Its process; only once it was started. */
  public JavaProcess process() {
    JavaProcess started = process;
    if (started == null) {
      throw new IllegalStateException("broker " + id + " was not started");
    }
    return started;
  }
}
