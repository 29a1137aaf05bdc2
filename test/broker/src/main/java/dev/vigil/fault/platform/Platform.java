package dev.vigil.fault.platform;

import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.TopicCreation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A small hospital's Vigil: three brokers, a schema registry and the instances of the packaged
 * application, each a process of its own on this machine.
 */
public final class Platform implements AutoCloseable {
  /** The application's id; its consumer group, too. */
  public static final String APPLICATION = "vigil";

  private static final Duration START = Duration.ofSeconds(90);

  /** How long an orchestrator takes to notice that a process has ended. */
  private static final Duration SUPERVISION = Duration.ofMillis(500);

  private final Path directory;
  private final Hosts hosts;
  private final BrokerCluster brokers;
  private final Registry registry;
  private final Path launcher;
  private final List<String> settings;
  private final List<Instance> instances = new ArrayList<>();
  private final ScheduledExecutorService supervisor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "supervisor");
            thread.setDaemon(true);
            return thread;
          });

  private Platform(
      Path directory,
      Hosts hosts,
      BrokerCluster brokers,
      Registry registry,
      Path launcher,
      List<String> settings) {
    this.directory = directory;
    this.hosts = hosts;
    this.brokers = brokers;
    this.registry = registry;
    this.launcher = launcher;
    this.settings = settings;
  }

  /**
   * Starts brokers and registry and creates the topics; instances are {@link #addInstance added}.
   *
   * @param directory for everything that is written
   * @param hosts what the processes run on; they stay when this is closed
   * @param launcher of the packaged application
   * @param partitions of the topics
   * @param brokerSettings by Kafka's names
   * @param own settings of the application, {@code key=value}
   */
  public static Platform start(
      Path directory,
      Hosts hosts,
      Path launcher,
      int partitions,
      Map<String, String> brokerSettings,
      List<String> own) {
    BrokerCluster brokers =
        BrokerCluster.start(
            directory, List.of(hosts.broker(1), hosts.broker(2), hosts.broker(3)), brokerSettings);
    Registry registry = null;
    boolean started = false;
    try {
      registry = Registry.start(hosts.here(), directory.resolve("registry"));
      List<String> settings = new ArrayList<>();
      settings.add("kafka.bootstrap.servers=" + brokers.bootstrapServers());
      settings.add("registry.url=" + registry.url());
      settings.add("vigil.application-id=" + APPLICATION);
      settings.addAll(own);
      Platform platform =
          new Platform(directory, hosts, brokers, registry, launcher, List.copyOf(settings));
      platform.createTopics(partitions);
      platform.supervise();
      started = true;
      return platform;
    } finally {
      if (!started) {
        if (registry != null) {
          registry.close();
        }
        brokers.close();
      }
    }
  }

  private void createTopics(int partitions) {
    Configuration configuration = configuration();
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration)) {
      new TopicCreation(new TopicCatalogue(configuration.vigil()), cluster)
          .create(partitions, (short) -1);
    }
  }

  // Ends with its executor.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void supervise() {
    supervisor.scheduleWithFixedDelay(
        () -> instances().forEach(Instance::supervise),
        SUPERVISION.toMillis(),
        SUPERVISION.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /** Prepares one instance more, which is to be started; it is named after its number from 1. */
  public Instance addInstance() {
    synchronized (instances) {
      int number = instances.size() + 1;
      return addInstance(directory.resolve("state-" + number), launcher);
    }
  }

  /** The same with a state directory and a packaged application of its own. */
  public Instance addInstance(Path stateDirectory, Path itsLauncher) {
    synchronized (instances) {
      int number = instances.size() + 1;
      Instance instance =
          new Instance(
              "vigil-" + number,
              hosts.instance(number),
              itsLauncher,
              settings,
              stateDirectory,
              directory);
      instances.add(instance);
      return instance;
    }
  }

  /** All instances, those that have ended included. */
  public List<Instance> instances() {
    synchronized (instances) {
      return List.copyOf(instances);
    }
  }

  /** The instance with a number, from 1. */
  public Instance instance(int number) {
    return instances().get(number - 1);
  }

  /** Waits until an instance says that it has started. */
  public void awaitStarted(Instance instance) {
    Waiting.until(
        START,
        instance.name() + " starts; its last lines:\n" + instance.process().lastLines(),
        () -> instance.hasLogged("started as"));
  }

  /** The brokers. */
  public BrokerCluster brokers() {
    return brokers;
  }

  /** The schema registry. */
  public Registry registry() {
    return registry;
  }

  /** The hosts that the processes run on. */
  public Hosts hosts() {
    return hosts;
  }

  /** Where everything is written. */
  public Path directory() {
    return directory;
  }

  /** The packaged application that instances run. */
  public Path launcher() {
    return launcher;
  }

  /** The settings that all instances have, as the application reads them. */
  public Configuration configuration() {
    return new ConfigLoader(Map.of()).load(null, settings);
  }

  @Override
  public void close() {
    supervisor.shutdownNow();
    for (Instance instance : instances()) {
      if (instance.isAlive()) {
        instance.leaveEnded();
        try {
          instance.process().thaw();
          instance.kill();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } catch (java.io.IOException e) {
          throw new PlatformException(instance.name() + " cannot be ended", e);
        }
      }
    }
    registry.close();
    brokers.close();
  }
}
