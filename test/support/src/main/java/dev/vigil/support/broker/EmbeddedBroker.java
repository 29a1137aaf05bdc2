package dev.vigil.support.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * A real Kafka broker (one node, broker and controller in one) inside this JVM, reachable from this
 * machine only.
 *
 * <p>Its data stay in the given directory, so that it can be closed and started again on them, on
 * the same port or on another. Topics are never created automatically. Keep the directory until the
 * broker is closed: a broker that loses its data directory halts the JVM.
 *
 * <p>A start logs some 460 lines at INFO. Whoever configures logging sets {@code kafka}, {@code
 * org.apache.kafka} and {@code state.change.logger} to WARN, and to ERROR the two that warn at
 * every start or stop: {@code org.apache.kafka.controller.QuorumController} and {@code
 * org.apache.kafka.clients.NetworkClient}.
 */
public final class EmbeddedBroker implements AutoCloseable {

  /** How long a start may take; a usual one takes less than two seconds. */
  private static final int START_SECONDS = 30;

  private static final int ATTEMPTS = 3;

  /** The same for every start, because a data directory belongs to one cluster for good. */
  private static final String CLUSTER_ID = "vigilEmbeddedBroker001";

  private static final String HOST = "127.0.0.1";
  private static final int NODE = 1;

  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedBroker(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /** Starts a broker on a free port. */
  public static EmbeddedBroker start(Path data) {
    return start(data, 0, Map.of());
  }

  /**
   * Starts a broker and returns when it takes requests.
   *
   * @param data a directory for this broker alone; created and formatted if need be
   * @param port where clients connect, or 0 for any free port
   * @param overrides broker settings by their Kafka name, such as {@code message.max.bytes}
   * @throws IllegalStateException if the broker does not start, with the reason
   */
  public static EmbeddedBroker start(Path data, int port, Map<String, String> overrides) {
    return start(data, port, overrides, List.of());
  }

  /**
   * The same, with users from the first start on.
   *
   * @param scram users as {@code kafka-storage.sh format --add-scram} takes them: {@code
   *     SCRAM-SHA-512=[name=alice,password=secret]}; what a formatted directory knows stays
   */
  public static EmbeddedBroker start(
      Path data, int port, Map<String, String> overrides, List<String> scram) {
    for (int attempt = 1; ; attempt++) {
      int[] free = freePorts();
      int clientPort = port == 0 ? free[0] : port;
      try {
        return new EmbeddedBroker(
            startServer(config(data, clientPort, free[1], overrides), data, scram), clientPort);
      } catch (ExecutionException failure) {
        Throwable reason = rootCause(failure);
        // A free port can be taken before the broker binds it
        if (reason instanceof BindException && port == 0 && attempt < ATTEMPTS) {
          continue;
        }
        throw new IllegalStateException(
            "The embedded broker did not start on %s:%d with its data in %s: %s"
                .formatted(HOST, clientPort, data, reason),
            failure);
      }
    }
  }

  /** The address for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return HOST + ":" + port;
  }

  /** The port where clients connect. */
  public int port() {
    return port;
  }

  /** Shuts the broker down in order; its data stay. */
  @Override
  public void close() {
    server.shutdown();
  }

  private static KafkaRaftServer startServer(
      Map<String, String> config, Path data, List<String> scram) throws ExecutionException {
    FutureTask<KafkaRaftServer> start =
        new FutureTask<>(
            () -> {
              format(data, scram);
              KafkaRaftServer server =
                  new KafkaRaftServer(new KafkaConfig(config, false), Time.SYSTEM);
              boolean started = false;
              try {
                server.startup();
                started = true;
              } finally {
                if (!started) {
                  server.shutdown();
                }
              }
              return server;
            });
    Thread starter = new Thread(start, "embedded-broker-start");
    starter.setDaemon(true);
    starter.start();
    try {
      // Kafka keeps START_SECONDS itself; twice that is for what it does not count
      return start.get(2L * START_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      start.cancel(true);
      throw new IllegalStateException(
          "The embedded broker with its data in %s did not start within %d s"
              .formatted(data, 2 * START_SECONDS),
          e);
    } catch (InterruptedException e) {
      start.cancel(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the embedded broker started", e);
    }
  }

  private static void format(Path data, List<String> scram) throws Exception {
    Files.createDirectories(data);
    try (PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(nowhere)
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setClusterId(CLUSTER_ID)
          .setNodeId(NODE)
          .setControllerListenerName("CONTROLLER")
          .setIgnoreFormatted(true)
          .setScramArguments(scram)
          .addDirectory(data.toString())
          .run();
    }
  }

  private static Map<String, String> config(
      Path data, int clientPort, int controllerPort, Map<String, String> overrides) {
    Map<String, String> config = new HashMap<>();
    config.put("node.id", Integer.toString(NODE));
    config.put("process.roles", "broker,controller");
    config.put("log.dirs", data.toString());
    config.put(
        "listeners",
        "CLIENT://%s:%d,CONTROLLER://%s:%d".formatted(HOST, clientPort, HOST, controllerPort));
    config.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    config.put("inter.broker.listener.name", "CLIENT");
    config.put("controller.listener.names", "CONTROLLER");
    config.put("controller.quorum.voters", "%d@%s:%d".formatted(NODE, HOST, controllerPort));
    config.put("server.max.startup.time.ms", Integer.toString(1000 * START_SECONDS));
    config.put("controlled.shutdown.enable", "true");
    config.put("auto.create.topics.enable", "false");
    config.put("group.initial.rebalance.delay.ms", "0");
    // One node holds everything once
    for (String topic :
        new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
      config.put(topic + ".replication.factor", "1");
      config.put(topic + ".num.partitions", "4");
    }
    config.put("transaction.state.log.min.isr", "1");
    config.put("share.coordinator.state.topic.min.isr", "1");
    // The cleaner's default buffer alone takes 128 MB of heap
    config.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
    config.putAll(overrides);
    return config;
  }

  /** Two different ports that are free now. */
  private static int[] freePorts() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket first = new ServerSocket(0, 1, loopback);
        ServerSocket second = new ServerSocket(0, 1, loopback)) {
      return new int[] {first.getLocalPort(), second.getLocalPort()};
    } catch (IOException e) {
      throw new UncheckedIOException("No free port on the loopback interface", e);
    }
  }

  private static Throwable rootCause(Throwable failure) {
    Throwable cause = failure;
    for (Throwable next = cause.getCause(); next != null; next = cause.getCause()) {
      cause = next;
    }
    return cause;
  }
}
