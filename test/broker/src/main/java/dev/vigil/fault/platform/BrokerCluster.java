package dev.vigil.fault.platform;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.KafkaFuture;

/** Three brokers, each of which holds everything: two of them suffice for a write. */
public final class BrokerCluster implements AutoCloseable {
  private static final int NODES = 3;
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private final List<Broker> brokers;
  private final Admin admin;

  private BrokerCluster(List<Broker> brokers) {
    this.brokers = brokers;
    this.admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers(brokers),
                // Nothing is asked that a killed broker's successor could not answer a little
                // later.
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(ANSWER.toMillis()),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000));
  }

  /**
   * Starts them and returns when all three serve.
   *
   * @param hosts one for each
   * @param own settings by Kafka's names, beside those that make three brokers one cluster
   */
  static BrokerCluster start(Path directory, List<Host> hosts, Map<String, String> own) {
    List<Integer> ports = Ports.free(2 * NODES);
    List<String> voters = new ArrayList<>();
    for (int node = 0; node < NODES; node++) {
      voters.add(
          "%d@%s:%d".formatted(node + 1, hosts.get(node).address(), ports.get(NODES + node)));
    }
    List<Broker> brokers = new ArrayList<>();
    for (int node = 0; node < NODES; node++) {
      Host host = hosts.get(node);
      Map<String, String> settings = settings(host, ports.get(node), ports.get(NODES + node));
      settings.put("controller.quorum.voters", String.join(",", voters));
      settings.putAll(own);
      brokers.add(Broker.prepare(node + 1, host, ports.get(node), directory, settings));
    }
    brokers.forEach(Broker::start);
    BrokerCluster cluster = new BrokerCluster(List.copyOf(brokers));
    boolean serving = false;
    try {
      cluster.awaitServing();
      serving = true;
    } finally {
      if (!serving) {
        cluster.close();
      }
    }
    return cluster;
  }

  private static Map<String, String> settings(Host host, int clientPort, int controllerPort) {
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put(
        "listeners",
        "CLIENT://%s:%d,CONTROLLER://%s:%d"
            .formatted(host.address(), clientPort, host.address(), controllerPort));
    settings.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "CLIENT");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("auto.create.topics.enable", "false");
    settings.put("controlled.shutdown.enable", "true");
    settings.put("default.replication.factor", Integer.toString(NODES));
    settings.put("min.insync.replicas", "2");
    settings.put("offsets.topic.replication.factor", Integer.toString(NODES));
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", Integer.toString(NODES));
    settings.put("transaction.state.log.min.isr", "2");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("share.coordinator.state.topic.replication.factor", Integer.toString(NODES));
    settings.put("share.coordinator.state.topic.min.isr", "2");
    // The cleaner's default buffer alone takes 128 MB of heap
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
    return settings;
  }

  /** Waits until all three serve clients. */
  public void awaitServing() {
    await(
        START,
        "three brokers serve",
        cluster -> answer(admin.describeCluster().nodes()).size() == NODES);
  }

  private void await(Duration patience, String what, Predicate<BrokerCluster> condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.test(this)) {
      for (Broker broker : brokers) {
        if (!broker.process().isAlive()) {
          throw new PlatformException(
              "broker %d ended:%n%s".formatted(broker.id(), broker.process().lastLines()), null);
        }
      }
      if (System.nanoTime() > deadline) {
        throw new PlatformException("not within " + patience + ": " + what, null);
      }
      Waiting.aMoment();
    }
  }

  /** The brokers, by number. */
  public List<Broker> brokers() {
    return brokers;
  }

  /** The broker with a number. */
  public Broker broker(int id) {
    return brokers.get(id - 1);
  }

  /** To ask the cluster with; any two of three brokers suffice. */
  public Admin admin() {
    return admin;
  }

  /** The broker that coordinates a consumer group. */
  public Broker groupCoordinator(String group) {
    ConsumerGroupDescription description =
        answer(admin.describeConsumerGroups(List.of(group)).all()).get(group);
    if (description == null) {
      throw new PlatformException("the brokers do not describe the group " + group, null);
    }
    return broker(description.coordinator().id());
  }

  /** The broker that coordinates one of the open or finished transactions of an application. */
  public Broker transactionCoordinator(String applicationId) {
    String transaction =
        answer(admin.listTransactions().all()).stream()
            .map(listing -> listing.transactionalId())
            .filter(id -> id.startsWith(applicationId + "-"))
            .sorted()
            .findFirst()
            .orElseThrow(() -> new PlatformException("no transaction of " + applicationId, null));
    return broker(
        answer(admin.describeTransactions(List.of(transaction)).description(transaction))
            .coordinatorId());
  }

  /** Waits, within a bound, for an answer of the cluster. */
  public static <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get(ANSWER.toSeconds() + 5, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new PlatformException("the brokers gave no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException("interrupted", e);
    }
  }

  /** For {@code bootstrap.servers}: all three. */
  public String bootstrapServers() {
    return bootstrapServers(brokers);
  }

  private static String bootstrapServers(List<Broker> brokers) {
    return brokers.stream().map(Broker::address).collect(Collectors.joining(","));
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
    for (Broker broker : brokers) {
      try {
        broker.process().kill();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
