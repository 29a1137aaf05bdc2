package dev.vigil.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.support.LocalPlatform;
import dev.vigil.support.process.JavaProcess;
import dev.vigil.topology.cli.Vigil;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.OperatorWriter;
import dev.vigil.topology.runtime.TopicCreation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how long a list of many dead letters takes. */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    description = {
      "Fill fhir.dlq of a broker in this process, then run vigil dlq list in a process of its own;"
          + " print its time and, on Linux, the most memory it had.",
      "Half of the dead letters are marked as replayed. Needs disk for all of them below the"
          + " directory for temporary files."
    })
final class DeadLettersCommand implements Callable<Integer> {
  private static final int PARTITIONS = 8;
  private static final int BATCH = 500;

  @Option(
      names = "--count",
      defaultValue = "1000000",
      description = "How many. Default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = "--bytes",
      defaultValue = "1200",
      description = "Size of each one's content. Default: ${DEFAULT-VALUE}.")
  private int bytes;

  @Option(
      names = "--heap",
      defaultValue = "384m",
      description = "Heap of the command that is measured. Default: ${DEFAULT-VALUE}.")
  private String heap;

  @Spec private CommandSpec spec;

  // picocli calls setters and injects the rest.
  @SuppressWarnings("NullAway.Init")
  DeadLettersCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    BenchLogging.quieten();
    PrintWriter out = spec.commandLine().getOut();
    LocalPlatform platform = LocalPlatform.shared();
    List<String> settings =
        List.of(
            "kafka.bootstrap.servers=" + platform.broker().bootstrapServers(),
            "registry.url=" + platform.registry().url());
    Configuration configuration = new ConfigLoader(Map.of()).load(null, settings);
    TopicCatalogue topics = new TopicCatalogue(configuration.vigil());
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration)) {
      new TopicCreation(topics, cluster).create(PARTITIONS, (short) 1);
      fill(configuration, topics.deadLetters().name());
      markReplayed(configuration, cluster, topics.deadLetters().name());
    }
    out.printf(Locale.ROOT, "%,d dead letters of %,d bytes each%n", count, bytes);
    out.flush();
    int exitCode = 0;
    for (List<String> command :
        List.of(List.of("--counts"), List.<String>of(), List.of("--open"), List.of("--json"))) {
      exitCode = Math.max(exitCode, measure(out, command, settings));
    }
    return exitCode;
  }

  private void fill(Configuration configuration, String topic) {
    AtomicReference<@Nullable Exception> failed = new AtomicReference<>();
    byte[] content = new byte[bytes];
    Arrays.fill(content, (byte) 'x');
    DeadLetterReason[] reasons = DeadLetterReason.values();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                configuration.kafkaSettings().getOrDefault("bootstrap.servers", ""),
                // Nothing is lost if one comes twice, and a machine that is busy sends late.
                "enable.idempotence",
                "false",
                "acks",
                "1",
                "delivery.timeout.ms",
                "600000",
                "linger.ms",
                "5",
                "batch.size",
                "262144"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < count; i++) {
        DeadLetterReason reason = reasons[i % reasons.length];
        RecordHeaders headers = new RecordHeaders();
        add(headers, "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        add(headers, "vigil.dlq.reason", reason.code());
        add(headers, "vigil.dlq.category", reason.category().code());
        add(headers, "vigil.dlq.location", "resource.subject");
        add(headers, "vigil.dlq.topic", "fhir.events");
        add(headers, "vigil.dlq.partition", Integer.toString(i % PARTITIONS));
        add(headers, "vigil.dlq.offset", Integer.toString(i));
        add(headers, "vigil.dlq.timestamp", Long.toString(1_768_478_400_000L + i));
        add(headers, "vigil.dlq.version", "0.1.0-SNAPSHOT");
        add(headers, "vigil.dlq.attempt", "0");
        Future<RecordMetadata> unused =
            producer.send(
                new ProducerRecord<>(
                    topic, i % PARTITIONS, ("patient-" + i).getBytes(UTF_8), content, headers),
                (written, failure) -> failed.compareAndSet(null, failure));
      }
      producer.flush();
      if (failed.get() != null) {
        throw new IllegalStateException("the broker did not take them all", failed.get());
      }
    }
  }

  private static void add(RecordHeaders headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }

  /** The older half, in batches as {@code vigil dlq replay} records them. */
  private void markReplayed(Configuration configuration, ClusterAdmin cluster, String topic)
      throws IOException {
    try (Registry registry =
            new Registry(
                configuration.registrySettings(),
                configuration.vigil().startupTimeout(),
                InstantSource.system());
        OperatorWriter writer =
            new OperatorWriter(configuration, cluster, registry, "dlq replay")) {
      writer.begin();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        for (int from = 0; from < count / PARTITIONS / 2; from += BATCH) {
          writer.send(
              OperationRecord.newBuilder()
                  .setOperation(Operation.DEAD_LETTERS_REPLAYED)
                  .setAt(Instant.EPOCH)
                  .setBy("bench")
                  .setSubject(topic)
                  .setOutcome("done")
                  .setDetails(
                      Map.of("source:" + topic + ":" + partition, from + "-" + (from + BATCH - 1)))
                  .build());
        }
      }
      writer.commit();
    }
  }

  private int measure(PrintWriter out, List<String> options, List<String> settings)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("dlq", "list"));
    command.addAll(options);
    settings.forEach(setting -> command.addAll(List.of("--set", setting)));
    Path printed = Files.createTempFile("vigil-bench-", ".txt");
    try (JavaProcess process =
        JavaProcess.start(List.of("-Xmx" + heap), Vigil.class.getName(), command, printed)) {
      int exitCode = process.waitFor();
      Duration took = process.elapsed();
      out.printf(
          Locale.ROOT,
          "vigil dlq list %-8s %5.1f s, %.1f s of processor time, %,d MB at most, exit code %d, %,d"
              + " lines printed%n",
          String.join(" ", options),
          took.toMillis() / 1e3,
          process.cpu().toMillis() / 1e3,
          process.peakMemoryBytes() >> 20,
          exitCode,
          lines(printed));
      out.flush();
      return exitCode;
    } finally {
      Files.delete(printed);
    }
  }

  private static long lines(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    }
  }
}
