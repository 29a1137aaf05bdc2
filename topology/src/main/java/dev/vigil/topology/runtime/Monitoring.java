package dev.vigil.topology.runtime;

import dev.vigil.config.Configuration;
import dev.vigil.config.VigilConfig;
import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.topology.domain.budget.FailureBudget;
import dev.vigil.topology.domain.health.KeyShares;
import dev.vigil.topology.domain.health.Snapshot;
import dev.vigil.topology.pipeline.Around;
import dev.vigil.topology.pipeline.Instruments;
import dev.vigil.topology.pipeline.NewestAlerts;
import dev.vigil.topology.runtime.health.BudgetHealth;
import dev.vigil.topology.runtime.health.Health;
import dev.vigil.topology.runtime.health.ProfileHealth;
import dev.vigil.topology.runtime.health.StreamHealth;
import dev.vigil.topology.runtime.http.CannotAnswerException;
import dev.vigil.topology.runtime.http.ConsolePage;
import dev.vigil.topology.runtime.http.HttpEndpoint;
import dev.vigil.topology.runtime.http.MetricsPage;
import dev.vigil.topology.runtime.http.Page;
import dev.vigil.topology.runtime.http.Probes;
import dev.vigil.topology.runtime.http.StatusPage;
import dev.vigil.topology.runtime.metrics.CommitTimes;
import dev.vigil.topology.runtime.metrics.InstanceMeters;
import dev.vigil.topology.runtime.metrics.TimedClients;
import dev.vigil.topology.runtime.tracing.Tracing;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/** What an instance knows of itself, and tells by metrics, traces and HTTP. */
final class Monitoring implements AutoCloseable {
  /** How old what is told may be. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final Map<String, String> BUILD =
      Map.of("version", Version.current(), "commit", Version.commit());

  private final Configuration configuration;
  private final VigilConfig config;
  private final FailureBudget budget;
  private final InstantSource clock;
  private final Health health = new Health();
  private final KeyShares keys = new KeyShares();
  private final ProfileHealth profile;
  private final InstanceMeters meters;
  private final CommitTimes commits;
  private final Tracing tracing;
  private final Instruments instruments;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "vigil-health");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable StreamHealth stream;
  private @Nullable HttpEndpoint http;

  /** Measures from now on; nothing is looked at before {@link #watch}. */
  Monitoring(
      Configuration configuration,
      CriticalValueProfile profile,
      FailureBudget budget,
      Path stateDirectory,
      InstantSource clock) {
    this.configuration = configuration;
    this.config = configuration.vigil();
    this.budget = budget;
    this.clock = clock;
    this.profile = new ProfileHealth(health, profile.nameVersionAndHash());
    this.meters =
        new InstanceMeters(
            BUILD, stateDirectory, BoundedRocksDb::usedBytes, BoundedRocksDb::limitBytes);
    this.commits = new CommitTimes(meters.registry(), clock, System::nanoTime);
    this.tracing =
        Tracing.of(
            config,
            InstanceName.of(configuration),
            Version.current(),
            meters.registry(),
            clock,
            System::nanoTime);
    this.instruments = new Instruments(meters.registry(), commits, new NewestAlerts());
  }

  /** What measures the pipeline. */
  Instruments instruments() {
    return instruments;
  }

  /** What traces the pipeline. */
  Around around() {
    return tracing.around();
  }

  /** Clients whose commits are timed. */
  KafkaClientSupplier clients() {
    return new TimedClients(commits);
  }

  KeyShares keys() {
    return keys;
  }

  ProfileHealth profile() {
    return profile;
  }

  Health health() {
    return health;
  }

  InstanceMeters meters() {
    return meters;
  }

  /**
   * Looks at a stream that has not been started, and answers by HTTP.
   *
   * @return whether that stream is well
   * @throws VigilException if the address cannot be listened at
   */
  // A look does not throw, and ends with its executor.
  @SuppressWarnings("FutureReturnValueIgnored")
  StreamHealth watch(KafkaStreams streams) {
    StreamHealth watched =
        new StreamHealth(
            streams,
            Admin.create(
                ClientSettings.of(configuration.kafkaSettings(), ClientSettings.Kind.ADMIN)),
            config.applicationId(),
            config.health().stuckAfter(),
            config.health().behindAfter(),
            keys,
            health,
            System::nanoTime);
    stream = watched;
    meters.watch(streams, watched::snapshot, health);
    if (config.http().enabled()) {
      http = answer(watched);
    }
    for (Runnable look : List.of(new BudgetHealth(budget, health), watched)) {
      looks.scheduleWithFixedDelay(look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
    return watched;
  }

  private HttpEndpoint answer(StreamHealth watched) {
    try {
      return HttpEndpoint.start(config.http(), pages(watched));
    } catch (CannotAnswerException e) {
      throw new VigilException(ExitCode.CONFIGURATION, String.valueOf(e.getMessage()), e);
    }
  }

  private Map<String, Page> pages(StreamHealth watched) {
    Probes probes = new Probes(watched::snapshot);
    StatusPage status =
        new StatusPage(
            config,
            BUILD,
            clock.instant(),
            () -> InstanceName.of(configuration),
            watched::snapshot,
            health,
            budget,
            profile::inForce,
            instruments);
    Map<String, Page> pages = new LinkedHashMap<>();
    pages.put("/livez", accept -> probes.live());
    pages.put("/readyz", accept -> probes.ready());
    pages.put("/status", accept -> status.answer());
    pages.put("/metrics", new MetricsPage(meters));
    ConsolePage console = new ConsolePage();
    pages.put("/console", accept -> console.answer());
    return pages;
  }

  /** Where the instance answers; null: nowhere. */
  @Nullable String url() {
    return http == null ? null : http.url();
  }

  /** By the newest look. */
  Snapshot snapshot() {
    if (stream == null) {
      throw new IllegalStateException("nothing is watched yet");
    }
    return stream.snapshot();
  }

  @Override
  public void close() {
    looks.shutdownNow();
    if (http != null) {
      http.close();
    }
    if (stream != null) {
      stream.close();
    }
    tracing.close();
    meters.close();
  }
}
