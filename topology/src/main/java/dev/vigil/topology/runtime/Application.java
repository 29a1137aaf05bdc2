package dev.vigil.topology.runtime;

import dev.vigil.avro.OperationRecord;
import dev.vigil.config.Configuration;
import dev.vigil.config.VigilConfig;
import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.config.topics.TopicRole;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.avro.RegistryUnavailableException;
import dev.vigil.serdes.fhir.ConsentReader;
import dev.vigil.topology.domain.budget.FailureBudget;
import dev.vigil.topology.pipeline.Pipeline;
import dev.vigil.topology.pipeline.PipelineSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running instance: checks its surroundings, runs the pipeline, closes within a bound. */
public final class Application implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Application.class);

  /** How long ago the health report may have looked at the failure budget. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final VigilConfig config;
  private final Registry registry;
  private final KafkaStreams streams;
  private final FailureBudget budget;
  private final BudgetStop budgetStop;
  private final AtomicBoolean budgetRecorded = new AtomicBoolean();
  private final Health health;
  private final MeterRegistry meters;
  private final CompletableFuture<VigilException> failure = new CompletableFuture<>();
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "vigil-health");
            thread.setDaemon(true);
            return thread;
          });

  private Application(
      Configuration configuration,
      Registry registry,
      KafkaStreams streams,
      FailureBudget budget,
      Health health,
      MeterRegistry meters,
      InstantSource clock) {
    this.config = configuration.vigil();
    this.registry = registry;
    this.streams = streams;
    this.budget = budget;
    this.budgetStop = new BudgetStop(configuration, registry, clock);
    this.health = health;
    this.meters = meters;
  }

  /**
   * Checks everything that can be known before the first record, then starts.
   *
   * @throws VigilException if anything is missing, or an operator must look first; nothing was
   *     started then
   */
  public static Application start(Configuration configuration, InstantSource clock) {
    configuration.require(Configuration.BOOTSTRAP_SERVERS, Configuration.REGISTRY_URL);
    VigilConfig config = configuration.vigil();
    Path stateDirectory = StateDirectory.prepare(config.state().dir());
    RocksDbLibrary.load(stateDirectory);
    CriticalValueProfile profile = Profiles.load(config.profile());
    warmUp();
    Registry registry =
        new Registry(configuration.registrySettings(), config.startupTimeout(), clock);
    boolean started = false;
    try {
      int partitions = prepareCluster(configuration, registry, clock);
      checkMemory(config, partitions);
      Application application =
          build(configuration, profile, partitions, registry, stateDirectory, clock);
      application.run();
      started = true;
      LOG.info(
          "Vigil {} started as {} on {} partitions, vigil.profile {}",
          Version.current(),
          config.applicationId(),
          partitions,
          profile.nameVersionAndHash());
      return application;
    } catch (RegistryUnavailableException e) {
      throw new VigilException(
          ExitCode.REGISTRY, "Cannot start: " + e.getMessage() + ": check registry.*", e);
    } finally {
      if (!started) {
        closeQuietly(registry);
      }
    }
  }

  private static Application build(
      Configuration configuration,
      CriticalValueProfile profile,
      int partitions,
      Registry registry,
      Path stateDirectory,
      InstantSource clock) {
    VigilConfig config = configuration.vigil();
    PipelineSettings settings = PipelineSettingsFactory.of(config, profile, partitions, clock);
    StreamsConfig streamsConfig = StreamsSettings.of(configuration, stateDirectory, partitions);
    Health health = new Health();
    MeterRegistry meters = new SimpleMeterRegistry();
    FailureBudget budget = PipelineSettingsFactory.budget(config, System::nanoTime);
    Pipeline pipeline =
        new Pipeline(
            settings,
            registry,
            registry::idForTopic,
            UnaryOperator.identity(),
            new ProfileHealth(health),
            meters,
            budget);
    // Asked for now, and known then: an instance that has spent its budget must be able to say so.
    registry.idForTopic(
        new TopicCatalogue(config).operations().name(), OperationRecord.getClassSchema());
    return new Application(
        configuration,
        registry,
        new KafkaStreams(pipeline.build(streamsConfig), streamsConfig),
        budget,
        health,
        meters,
        clock);
  }

  private static void checkMemory(VigilConfig config, int partitions) {
    MemoryPlan memory =
        MemoryPlan.here(config.state().rocksdbMemory().bytes(), partitions, config.threads());
    memory.require();
    memory
        .warning()
        .ifPresentOrElse(
            shortage -> LOG.warn("In the worst case {}", shortage),
            () -> LOG.info("Memory: {}", memory));
  }

  /**
   * HAPI reads its definitions at the first Consent, which takes a second that no ward waits for.
   */
  private static void warmUp() {
    Thread thread = new Thread(ConsentReader::warmUp, "vigil-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  /** Checks topics, failure budget and offsets; gives the partition count of the inputs. */
  private static int prepareCluster(
      Configuration configuration, Registry registry, InstantSource clock) {
    TopicCatalogue catalogue = new TopicCatalogue(configuration.vigil());
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration)) {
      TopicCheck.Findings topics = new TopicCheck(catalogue, cluster).check();
      if (!topics.problems().isEmpty()) {
        throw new VigilException(ExitCode.TOPICS, topics.problems(), null);
      }
      new BudgetStop(configuration, registry, clock).requireUnspent(cluster);
      new InitialOffsets(cluster, configuration.vigil().applicationId())
          .prepare(
              inputPartitions(catalogue, topics.partitions()),
              configuration.vigil().inputs().startFrom());
      return topics.partitions();
    }
  }

  private static List<TopicPartition> inputPartitions(TopicCatalogue catalogue, int partitions) {
    List<TopicPartition> all = new ArrayList<>();
    catalogue
        .withRole(TopicRole.INPUT)
        .forEach(
            topic -> {
              for (int partition = 0; partition < partitions; partition++) {
                all.add(new TopicPartition(topic.name(), partition));
              }
            });
    return all;
  }

  // A look cannot fail, and ends with its executor.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void run() {
    streams.setUncaughtExceptionHandler(
        thrown -> {
          stopped(StreamFailure.explain(thrown));
          // A thread that is replaced would meet the same fault again, without end.
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    BudgetHealth look = new BudgetHealth(budget, health);
    looks.scheduleWithFixedDelay(look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    streams.start();
  }

  /** On the thread that failed: the process does not end before this is done. */
  private void stopped(VigilException explained) {
    boolean spent = explained.exitCode() == ExitCode.FAILURE_BUDGET;
    if (spent && !budgetRecorded.compareAndSet(false, true)) {
      // Another thread met the same end, and is writing it.
      return;
    }
    VigilException complete = explained;
    try {
      if (spent) {
        complete = budgetStop.record(budget.use(), explained);
      }
    } finally {
      // Whatever happened to the writing: who waits for the failure must learn of it.
      complete.lines().forEach(LOG::error);
      failure.complete(complete);
    }
  }

  /** What needs a person although the instance works. */
  public Health health() {
    return health;
  }

  /** What this instance counts. */
  public MeterRegistry meters() {
    return meters;
  }

  /** Completes when the stream stops on a fault; never when it is closed. */
  public CompletableFuture<VigilException> failure() {
    return failure;
  }

  /**
   * Finishes the records at hand and closes the stores.
   *
   * @return whether that was done within vigil.shutdown-timeout
   */
  public boolean stop() {
    // A named instance comes back soon and keeps its partitions; another's are taken over at once.
    GroupMembershipOperation membership =
        config.instanceId().isPresent()
            ? GroupMembershipOperation.REMAIN_IN_GROUP
            : GroupMembershipOperation.LEAVE_GROUP;
    boolean closed =
        streams.close(
            CloseOptions.timeout(config.shutdownTimeout())
                .withGroupMembershipOperation(membership));
    looks.shutdownNow();
    closeQuietly(registry);
    return closed;
  }

  @Override
  public void close() {
    stop();
  }

  private static void closeQuietly(Registry registry) {
    try {
      registry.close();
    } catch (IOException e) {
      LOG.debug("closing the registry client failed", e);
    }
  }
}
