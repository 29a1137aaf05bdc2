package dev.vigil.fault.catalogue;

import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.fault.platform.Instance;
import dev.vigil.fault.platform.Waiting;
import dev.vigil.fault.trial.Fault;
import dev.vigil.fault.trial.Fault.Setup;
import dev.vigil.fault.trial.Scene;
import dev.vigil.topology.runtime.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What comes in, is gone before it was read, or is not read when it comes out. */
final class TrafficFaults {
  private static final Duration NOTICED = Duration.ofMinutes(1);
  private static final Duration UNREAD = Duration.ofSeconds(5);

  private static final Duration LASTS = Duration.ofSeconds(20);

  private TrafficFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "input-deleted-unread",
            "retention deletes input that no instance has read; an operator goes on behind the gap",
            Setup.instances(2).exits(ExitCode.OFFSETS_LOST.code()),
            TrafficFaults::deletedUnread),
        new Fault(
            "foreign-partitioner",
            "a producer that partitions as librdkafka does by default",
            Setup.instances(2).traffic(usual -> usual.withMisplaced(100)),
            TrafficFaults::last),
        new Fault(
            "size-limit",
            "values of exactly the limit, and one byte more",
            Setup.instances(2).traffic(usual -> usual.withLimits(200, usual.maxValueBytes())),
            TrafficFaults::last),
        new Fault(
            "hot-key",
            "one patient with 30 % of the traffic",
            Setup.instances(2).traffic(usual -> usual.withHotShare(30)),
            TrafficFaults::last),
        new Fault(
            "outputs-not-read",
            "a consumer group of alerts that has fetched once and reads no more",
            Setup.instances(2),
            TrafficFaults::notRead));
  }

  private static void notRead(Scene scene) {
    try (KafkaConsumer<byte[], byte[]> reader =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                scene.platform().brokers().bootstrapServers(),
                ConsumerConfig.GROUP_ID_CONFIG,
                "stands-still",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      reader.subscribe(
          List.of(new TopicCatalogue(scene.platform().configuration().vigil()).alerts().name()));
      Waiting.until(NOTICED, "alerts are read", () -> !reader.poll(UNREAD).isEmpty());
      scene.strikes();
      Waiting.pause(LASTS);
    }
  }

  /** The traffic itself is the fault. */
  private static void last(Scene scene) {
    scene.strikes();
    Waiting.pause(LASTS);
  }

  private static void deletedUnread(Scene scene) throws Exception {
    for (Instance instance : scene.platform().instances()) {
      instance.kill();
    }
    scene.strikes();
    // Sending goes on: what comes now is not read.
    Waiting.pause(UNREAD);
    // What is committed, and what is deleted, must be told exactly.
    scene.hold();
    Waiting.pause(UNREAD);
    scene.deleteInput();
    scene.platform().instances().forEach(Instance::start);
    Waiting.until(
        NOTICED,
        "both instances say that input was lost",
        () ->
            scene.platform().instances().stream()
                .allMatch(instance -> instance.exits().contains(ExitCode.OFFSETS_LOST.code())));
    scene.platform().instances().forEach(Instance::leaveEnded);
    Waiting.until(
        NOTICED,
        "both have ended",
        () -> scene.platform().instances().stream().noneMatch(Instance::isAlive));
    scene.goOnBehindTheGap();
    scene.send();
    for (Instance instance : scene.platform().instances()) {
      instance.start();
      scene.platform().awaitStarted(instance);
    }
  }
}
