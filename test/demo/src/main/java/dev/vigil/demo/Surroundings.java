package dev.vigil.demo;

import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.support.LocalPlatform;
import dev.vigil.topology.runtime.Application;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.TopicCreation;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** A broker, a registry and the real application on them; all on this machine's loopback. */
final class Surroundings {
  /** On two cores, more threads than that only take turns. */
  private static final int MOST_THREADS = 2;

  private final LocalPlatform platform;
  private final Configuration configuration;
  private final TopicCatalogue topics;
  private final Application application;

  private Surroundings(
      LocalPlatform platform, Configuration configuration, Application application) {
    this.platform = platform;
    this.configuration = configuration;
    this.topics = new TopicCatalogue(configuration.vigil());
    this.application = application;
  }

  /**
   * Starts everything.
   *
   * @param data an empty directory
   * @param partitions of every topic
   * @param cleanup closes what was started, also if a later part fails to start
   */
  static Surroundings start(Path data, int partitions, Cleanup cleanup) {
    LocalPlatform platform = LocalPlatform.start(data.resolve("broker"));
    cleanup.add(platform::close);
    Configuration configuration = configuration(platform, data, partitions);
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration)) {
      new TopicCreation(new TopicCatalogue(configuration.vigil()), cluster)
          .create(partitions, (short) 1);
    }
    Application application = Application.start(configuration, InstantSource.system());
    cleanup.add(application::stop);
    return new Surroundings(platform, configuration, application);
  }

  private static Configuration configuration(LocalPlatform platform, Path data, int partitions) {
    // Not the environment: VIGIL_… variables are meant for the real cluster.
    return new ConfigLoader(Map.of())
        .load(
            null,
            List.of(
                "kafka.bootstrap.servers=" + platform.broker().bootstrapServers(),
                "registry.url=" + platform.registry().url(),
                "vigil.application-id=vigil-demo",
                "vigil.outputs.treatment.purpose=TREAT",
                "vigil.outputs.research.purpose=HRESCH",
                "vigil.state.dir=" + data.resolve("state"),
                "vigil.http.port=0",
                "vigil.state.rocksdb-memory=64M",
                "vigil.threads=" + Math.min(partitions, MOST_THREADS),
                "vigil.standby-replicas=0",
                "vigil.startup-timeout=PT20S",
                "vigil.shutdown-timeout=PT5S"));
  }

  String bootstrapServers() {
    return platform.broker().bootstrapServers();
  }

  String registryUrl() {
    return platform.registry().url();
  }

  TopicCatalogue topics() {
    return topics;
  }

  Configuration configuration() {
    return configuration;
  }

  Application application() {
    return application;
  }
}
