package dev.vigil.bench.variant;

import dev.vigil.bench.BenchLogging;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/** Runs a pipeline that is not Vigil, until the process is asked to end. */
public final class BaselineMain {
  private BaselineMain() {}

  /**
   * Runs.
   *
   * @param args the pipeline's name, brokers, topic prefix, application id, state directory,
   *     threads
   */
  public static void main(String[] args) throws InterruptedException {
    BenchLogging.quieten();
    BaselineTopics topics = BaselineTopics.of(args[2]);
    Topology topology =
        switch (args[0]) {
          case "pass-through" -> PassThrough.topology(topics);
          case "deduplicated" -> Deduplicated.topology(topics);
          case "tutorial" -> Tutorial.topology(topics);
          default -> throw new IllegalArgumentException("no such pipeline: " + args[0]);
        };
    Map<String, Object> settings =
        Map.of(
            StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
            args[1],
            StreamsConfig.APPLICATION_ID_CONFIG,
            args[3],
            StreamsConfig.STATE_DIR_CONFIG,
            Path.of(args[4]).toString(),
            StreamsConfig.NUM_STREAM_THREADS_CONFIG,
            args[5],
            StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
            StreamsConfig.EXACTLY_ONCE_V2,
            StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG),
            "earliest");
    KafkaStreams streams = new KafkaStreams(topology, new StreamsConfig(settings));
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  streams.close();
                  ended.countDown();
                }));
    streams.start();
    ended.await();
  }
}
