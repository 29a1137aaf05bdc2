package dev.vigil.topology.runtime;

import dev.vigil.avro.OperationRecord;
import dev.vigil.config.Configuration;
import dev.vigil.config.VigilConfig;
import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.avro.RegistryUnavailableException;
import dev.vigil.serdes.fhir.ConsentReader;
import dev.vigil.topology.domain.budget.FailureBudget;
import dev.vigil.topology.domain.health.Liveness;
import dev.vigil.topology.pipeline.Pipeline;
import dev.vigil.topology.pipeline.PipelineSettings;
import dev.vigil.topology.runtime.health.Health;
import dev.vigil.topology.runtime.health.StreamHealth;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running instance: checks its surroundings, runs the pipeline, closes within a bound. */
public final class Application implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Application.class);

  /** How often it is looked whether something of a predecessor is in the way. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** How long a stop may ask the brokers who else is there; what it has to do comes behind it. */
  private static final Duration WHO_IS_THERE = Duration.ofSeconds(2);

  /** How long the brokers may take to say what this instance is allowed. */
  private static final Duration WHAT_IS_ALLOWED = Duration.ofSeconds(5);

  private final Configuration configuration;
  private final VigilConfig config;
  private final RunningMark runningMark;
  private final Registry registry;
  private final KafkaStreams streams;
  private final FailureBudget budget;
  private final BudgetStop budgetStop;
  private final AtomicBoolean budgetRecorded = new AtomicBoolean();
  private final Monitoring monitoring;
  private final CompletableFuture<VigilException> failure = new CompletableFuture<>();

  /** Apart, because it waits for brokers. */
  private final ScheduledExecutorService takeovers = executor("vigil-takeover");

  private final Takeover takeover;

  private Application(
      Configuration configuration,
      RunningMark runningMark,
      Registry registry,
      KafkaStreams streams,
      FailureBudget budget,
      Monitoring monitoring,
      StreamHealth streamHealth,
      InstantSource clock) {
    this.configuration = configuration;
    this.config = configuration.vigil();
    this.runningMark = runningMark;
    this.registry = registry;
    this.streams = streams;
    this.budget = budget;
    this.budgetStop = new BudgetStop(configuration, registry, clock);
    this.monitoring = monitoring;
    this.takeover = Takeover.of(configuration, streams, streamHealth::restoring);
  }

  private static ScheduledExecutorService executor(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
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
    Path stateDirectory = StateDirectory.prepare(config.state().dir(), config.applicationId());
    RocksDbLibrary.load(stateDirectory);
    CriticalValueProfile profile = Profiles.load(config.profile());
    warmUp();
    Registry registry =
        new Registry(configuration.registrySettings(), config.startupTimeout(), clock);
    boolean started = false;
    try {
      RunningMark runningMark = RunningMark.in(stateDirectory);
      int partitions =
          new StartChecks(configuration, registry, stateDirectory, runningMark, clock).run();
      checkMemory(config, partitions);
      Application application =
          build(configuration, profile, partitions, registry, stateDirectory, runningMark, clock);
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
      throw new VigilException(ExitCode.REGISTRY, "Cannot start: " + e.getMessage(), e);
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
      RunningMark runningMark,
      InstantSource clock) {
    VigilConfig config = configuration.vigil();
    PipelineSettings settings = PipelineSettingsFactory.of(config, profile, partitions, clock);
    StreamsConfig streamsConfig = StreamsSettings.of(configuration, stateDirectory, partitions);
    FailureBudget budget = PipelineSettingsFactory.budget(config, System::nanoTime);
    Monitoring monitoring = new Monitoring(configuration, profile, budget, stateDirectory, clock);
    Pipeline pipeline =
        new Pipeline(
            settings,
            registry,
            registry::idForTopic,
            monitoring.around(),
            monitoring.profile(),
            monitoring.instruments(),
            budget,
            monitoring.keys());
    // Asked for now, and known then: an instance that has spent its budget must be able to say so.
    registry.idForTopic(
        new TopicCatalogue(config).operations().name(), OperationRecord.getClassSchema());
    KafkaStreams streams =
        new KafkaStreams(pipeline.build(streamsConfig), streamsConfig, monitoring.clients());
    // Kafka Streams has just opened it to the group.
    StateDirectory.restrict(stateDirectory, config.applicationId());
    boolean watched = false;
    try {
      StreamHealth streamHealth = monitoring.watch(streams);
      watched = true;
      return new Application(
          configuration, runningMark, registry, streams, budget, monitoring, streamHealth, clock);
    } finally {
      if (!watched) {
        monitoring.close();
        streams.close(Duration.ZERO);
      }
    }
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

  // A look does not throw, and ends with its executor.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void run() {
    runningMark.set();
    streams.setUncaughtExceptionHandler(
        thrown -> {
          stopped(StreamFailure.explain(thrown));
          // A thread that is replaced would meet the same fault again, without end.
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    for (Runnable question : List.of(takeover, new AccessWatch(this::allowed, this::stopped))) {
      takeovers.scheduleWithFixedDelay(
          question, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
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
      } else {
        complete = StreamFailure.nameWhatIsDenied(explained, this::allowed);
      }
    } finally {
      // Whatever happened to the writing: who waits for the failure must learn of it.
      List<String> lines = complete.lines();
      LOG.error(lines.get(0), complete);
      lines.stream().skip(1).forEach(LOG::error);
      failure.complete(complete);
    }
  }

  private AccessCheck.Findings allowed() {
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration, WHAT_IS_ALLOWED)) {
      return new AccessCheck(config, cluster).look();
    }
  }

  /** What needs a person although the instance works. */
  public Health health() {
    return monitoring.health();
  }

  /** Whether a restart is what this instance needs. */
  public Liveness liveness() {
    return monitoring.snapshot().liveness();
  }

  /** What this instance counts. */
  public MeterRegistry meters() {
    return monitoring.meters().registry();
  }

  /** Where it answers by HTTP, without a path; null: nowhere. */
  public @Nullable String url() {
    return monitoring.url();
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
    boolean closed =
        streams.close(
            CloseOptions.timeout(config.shutdownTimeout())
                .withGroupMembershipOperation(membership()));
    if (closed && !failure.isDone()) {
      runningMark.clear();
    }
    takeovers.shutdownNow();
    takeover.close();
    monitoring.close();
    closeQuietly(registry);
    return closed;
  }

  /**
   * A named instance comes back soon and keeps its partitions, unless others can go on with them
   * meanwhile; another's are taken over at once.
   */
  private GroupMembershipOperation membership() {
    if (config.instanceId().isEmpty()) {
      return GroupMembershipOperation.LEAVE_GROUP;
    }
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration, WHO_IS_THERE)) {
      return new GroupMembership(config).othersHaveCopies(cluster)
          ? GroupMembershipOperation.LEAVE_GROUP
          : GroupMembershipOperation.REMAIN_IN_GROUP;
    } catch (VigilException e) {
      LOG.warn("Cannot tell whether others go on meanwhile ({}): staying in the group", e.lines());
      return GroupMembershipOperation.REMAIN_IN_GROUP;
    }
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
