package dev.vigil.bench.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigil.bench.pipeline.Bench;
import dev.vigil.bench.variant.Surroundings;
import dev.vigil.bench.variant.Variant;
import dev.vigil.bench.workload.Workload;
import dev.vigil.bench.workload.WorkloadOptions;
import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.StoreNames;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.event.InputPartitioner;
import dev.vigil.support.process.Directories;
import dev.vigil.support.process.JavaProcess;
import dev.vigil.topology.runtime.ClusterAdmin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** An application whose changelogs are filled, and its starts without a state directory. */
final class LargeState {
  private static final Duration LONGEST = Duration.ofMinutes(20);
  private static final long POLL_MILLIS = 50;

  private final Bench bench;
  private final Variant variant;
  private final Surroundings around;
  private final Configuration configuration;
  private final Workload workload;
  private final FillOptions options;
  private final FilledState state;
  private final int partitions;
  private final OutcomeCheck outcomes;
  private long sent;
  private int probes;

  /**
   * Nothing is started yet.
   *
   * @param now end of the past that is filled in
   */
  LargeState(
      Bench bench, Variant variant, WorkloadOptions workload, FillOptions options, Instant now) {
    this.bench = bench;
    this.variant = variant;
    this.around = bench.next("large.");
    this.configuration = new ConfigLoader(Map.of()).load(null, variant.settingsIn(around));
    this.workload = new Workload(workload, now);
    this.options = options;
    this.partitions = workload.partitions();
    this.state =
        new FilledState(
            this.workload, options, now, configuration.vigil().duplicates().retention().toMillis());
    this.outcomes = new OutcomeCheck(configuration);
  }

  /** Where the application runs. */
  Surroundings around() {
    return around;
  }

  /** The patients. */
  WorkloadOptions workload() {
    return workload.options();
  }

  /** How many records the input has, and the application has committed. */
  long sent() {
    return sent;
  }

  /**
   * Creates all topics, the changelogs as the application itself does, and leaves no state behind.
   *
   * @return the start without state
   */
  Restore prepare() throws IOException {
    bench.prepare(variant, around, partitions);
    for (int partition = 0; partition < partitions; partition++) {
      send(partition, event("first-" + partition, patientIn(partition, false)));
    }
    Restore start = start(true);
    Directories.delete(around.stateDirectory());
    return start;
  }

  /** Records that another sent, and that the application has processed. */
  void processed(long records) {
    sent += records;
  }

  /** Fills the changelogs. */
  ChangelogSizes fill() throws IOException {
    new ChangelogFiller(configuration, around.bootstrapServers(), partitions, options.batchBytes)
        .fill(state, workload, options);
    return changelogs();
  }

  /**
   * Starts the application without a state directory and stops it when it has processed a record of
   * every partition. The state directory stays.
   */
  Restore restore() throws IOException {
    Directories.delete(around.stateDirectory());
    probes++;
    for (int partition = 0; partition < partitions; partition++) {
      send(partition, state.eventJson(numberIn(partition)));
      send(partition, event("probe-" + probes + "-" + partition, patientIn(partition, true)));
    }
    return start(false);
  }

  private Restore start(boolean first) throws IOException {
    Start start;
    try (JavaProcess process = variant.start(around, bench.output())) {
      start = await(process, sent - (first ? partitions : 2L * partitions));
    }
    return new Restore(
        start.firstSeconds(),
        start.allSeconds(),
        start.cpuSeconds(),
        start.peakBytes(),
        Directories.bytes(around.stateDirectory()),
        outcomes.outcomes().equals(expected()));
  }

  /** A start as far as it is known while the process runs. */
  private record Start(double firstSeconds, double allSeconds, double cpuSeconds, long peakBytes) {}

  private Start await(JavaProcess process, long before) {
    double firstSeconds = 0;
    long committed = before;
    while (committed < sent) {
      if (!process.isAlive() || process.elapsed().compareTo(LONGEST) > 0) {
        throw new IllegalStateException(
            "the application stopped at %,d of %,d records: %s"
                .formatted(committed, sent, process.lastLines()));
      }
      pause();
      committed = bench.topics().committed(around.applicationId(), around.prefix());
      process.peakMemoryBytes();
      if (firstSeconds == 0 && committed > before) {
        firstSeconds = seconds(process.elapsed());
      }
    }
    return new Start(
        firstSeconds,
        seconds(process.elapsed()),
        seconds(process.cpu()),
        process.peakMemoryBytes());
  }

  /** A first record of each partition, then two for each restore. */
  private Map<String, Integer> expected() {
    Map<String, Integer> expected = new TreeMap<>(Map.of("PERMITTED", partitions));
    if (probes > 0) {
      expected.put("DUPLICATE", probes * partitions);
      expected.put("DENIED", probes * partitions);
    }
    return expected;
  }

  /** What each store takes on disk, in bytes, by name. */
  Map<String, Long> diskBytes() throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    for (String store : StoreNames.all()) {
      sizes.put(store, 0L);
    }
    try (Stream<Path> files = Files.walk(around.stateDirectory())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        for (Path part : around.stateDirectory().relativize(file)) {
          if (sizes.containsKey(part.toString())) {
            sizes.merge(part.toString(), Files.size(file), Long::sum);
          }
        }
      }
    }
    return sizes;
  }

  private ChangelogSizes changelogs() {
    Map<String, ChangelogSizes.Size> sizes = new LinkedHashMap<>();
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration)) {
      Map<TopicPartition, Long> bytes = logBytes(cluster);
      for (String store : StoreNames.all()) {
        String topic = StoreNames.changelog(around.applicationId(), store);
        List<TopicPartition> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
          all.add(new TopicPartition(topic, partition));
        }
        long records =
            cluster
                .offsets(all, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED)
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
        sizes.put(
            store,
            new ChangelogSizes.Size(
                records, all.stream().mapToLong(one -> bytes.getOrDefault(one, 0L)).sum()));
      }
    }
    return new ChangelogSizes(sizes);
  }

  private static Map<TopicPartition, Long> logBytes(ClusterAdmin cluster) {
    Map<TopicPartition, Long> bytes = new LinkedHashMap<>();
    List<Integer> brokers =
        cluster.answer(cluster.admin().describeCluster().nodes()).stream()
            .map(org.apache.kafka.common.Node::id)
            .toList();
    cluster
        .answer(cluster.admin().describeLogDirs(brokers).allDescriptions())
        .values()
        .forEach(
            directories ->
                directories
                    .values()
                    .forEach(
                        directory ->
                            directory
                                .replicaInfos()
                                .forEach(
                                    (partition, replica) ->
                                        bytes.merge(partition, replica.size(), Long::sum))));
    return bytes;
  }

  /** An id-only Observation. */
  private static byte[] event(String id, String patient) {
    return ("{\"eventId\":\"%s\",\"eventType\":\"observation.updated\",\"resourceType\":\"Observation\","
            + "\"resourceId\":\"%s\",\"versionId\":\"1\",\"patientId\":\"%s\",\"source\":\"urn:vigil:bench\"}")
        .formatted(id, id, patient)
        .getBytes(UTF_8);
  }

  private String patientIn(int partition, boolean denying) {
    for (int patient = 0; patient < workload.patients(); patient++) {
      if (partitionOf(patient) == partition && workload.denies(patient) == denying) {
        return Workload.patientId(patient);
      }
    }
    throw new IllegalStateException("too few patients for every partition: give more --patients");
  }

  /** A filled event of a partition, the oldest that is not about to expire. */
  private long numberIn(int partition) {
    for (long number = options.ids / 4; number < options.ids; number++) {
      if (partitionOf(state.patientOf(number)) == partition) {
        return number;
      }
    }
    throw new IllegalStateException("too few ids for every partition: give more --ids");
  }

  private int partitionOf(int patient) {
    return InputPartitioner.MURMUR2
        .partition(Workload.patientId(patient).getBytes(UTF_8), partitions)
        .orElseThrow();
  }

  private void send(int partition, byte[] value) {
    String patient = new String(value, UTF_8).replaceFirst(".*\"patientId\":\"([^\"]*)\".*", "$1");
    String topic = new TopicCatalogue(configuration.vigil()).events().name();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, around.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, partition, patient.getBytes(UTF_8), value)).get();
      sent++;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker did not take a record", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending", e);
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}
