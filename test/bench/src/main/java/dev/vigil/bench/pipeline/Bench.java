package dev.vigil.bench.pipeline;

import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.bench.process.PlatformProcess;
import dev.vigil.bench.variant.Surroundings;
import dev.vigil.bench.variant.Variant;
import dev.vigil.bench.workload.EventForm;
import dev.vigil.bench.workload.Workload;
import dev.vigil.bench.workload.WorkloadLoader;
import dev.vigil.bench.workload.WorkloadRecords;
import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import dev.vigil.support.process.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * The surroundings of a measurement: a broker and a registry in a process of their own, and a
 * directory that is taken away at the end.
 */
public final class Bench implements AutoCloseable {
  private final Path directory;
  private final PlatformProcess platform;
  private final BenchTopics topics;
  private final int threads;
  private int runs;

  private Bench(Path directory, PlatformProcess platform, BenchTopics topics, int threads) {
    this.directory = directory;
    this.platform = platform;
    this.topics = topics;
    this.threads = threads;
  }

  /** Starts broker and registry. */
  public static Bench start(BenchOptions options) throws IOException {
    Path directory = Files.createTempDirectory("vigil-bench-");
    PlatformProcess platform = PlatformProcess.start(directory.resolve("broker"), options.broker());
    return new Bench(
        directory,
        platform,
        new BenchTopics(
            new ConfigLoader(Map.of())
                .load(null, List.of("kafka.bootstrap.servers=" + platform.bootstrapServers()))),
        options.threads());
  }

  /** The broker and the registry. */
  public PlatformProcess platform() {
    return platform;
  }

  /** The topics on the broker. */
  public BenchTopics topics() {
    return topics;
  }

  /** A file that takes what the processes print. */
  public Path output() {
    return file("output");
  }

  /** A file of this measurement, taken away at its end. */
  public Path file(String name) {
    return directory.resolve(name);
  }

  /** Where a pipeline runs next: a new application with empty state. */
  public Surroundings next(String prefix) {
    runs++;
    String name = "bench-" + runs;
    return new Surroundings(
        platform.bootstrapServers(),
        platform.registryUrl(),
        prefix,
        name,
        directory.resolve(name),
        threads);
  }

  /** Takes away what a pipeline left. */
  public void forget(Surroundings around) throws IOException {
    topics.deleteInternal(around.applicationId());
    Directories.delete(around.stateDirectory());
  }

  /** Creates the topics that a variant needs and that are not there, for a prefix. */
  public void prepare(Variant variant, Surroundings around, int partitions) {
    topics.create(
        new TopicCatalogue(configuration(variant, around).vigil()), around.prefix(), partitions);
  }

  /** The workload as records of one form, for one thread. */
  public WorkloadRecords records(Workload workload, EventForm form, String prefix)
      throws IOException {
    String topic = BenchTopics.events(prefix);
    return new WorkloadRecords(workload, topic, form, schemaOf(topic));
  }

  /** A new producer for workloads. */
  public WorkloadLoader loader() {
    return new WorkloadLoader(platform.bootstrapServers());
  }

  private SchemaId schemaOf(String topic) throws IOException {
    Configuration configuration =
        new ConfigLoader(Map.of()).load(null, List.of("registry.url=" + platform.registryUrl()));
    try (Registry registry =
        new Registry(
            configuration.registrySettings(),
            configuration.vigil().startupTimeout(),
            InstantSource.system())) {
      return registry.idForTopic(topic, FhirChangeEvent.getClassSchema());
    }
  }

  private static Configuration configuration(Variant variant, Surroundings around) {
    return new ConfigLoader(Map.of()).load(null, variant.settingsIn(around));
  }

  @Override
  public void close() throws IOException {
    try (platform) {
      topics.close();
    }
    Directories.delete(directory);
  }
}
