package dev.vigil.fault.trial;

import static dev.vigil.fault.platform.BrokerCluster.answer;

import dev.vigil.fault.ledger.EventSchemas;
import dev.vigil.fault.ledger.EventWriter;
import dev.vigil.fault.ledger.Sender;
import dev.vigil.fault.platform.Instance;
import dev.vigil.fault.platform.Platform;
import dev.vigil.fault.platform.PlatformException;
import dev.vigil.fault.platform.SmallDisk;
import dev.vigil.fault.platform.Waiting;
import dev.vigil.fault.verdict.Skipped;
import dev.vigil.fault.watch.AuditWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What a fault works on: the platform, the traffic, and the watch over what comes of it. */
public final class Scene {
  private static final Duration WORKED_OFF = Duration.ofMinutes(3);

  /** So long must the lag stay at what it was, for a fault to count as over. */
  private static final Duration STEADY = Duration.ofSeconds(5);

  /** A second and a half of traffic: what is under way between producer, Vigil and the watch. */
  private static final double UNDER_WAY_SECONDS = 1.5;

  private final Platform platform;
  private final Sender sender;
  private final EventWriter writer;
  private final AuditWatch watch;
  private final @Nullable SmallDisk smallDisk;
  private final int rate;
  private Optional<Long> struck = Optional.empty();

  private final List<Skipped> skipped = new ArrayList<>();

  Scene(
      Platform platform,
      Sender sender,
      EventWriter writer,
      AuditWatch watch,
      @Nullable SmallDisk smallDisk,
      int rate) {
    this.platform = platform;
    this.sender = sender;
    this.writer = writer;
    this.watch = watch;
    this.smallDisk = smallDisk;
    this.rate = rate;
  }

  /** Brokers, registry and instances. */
  public Platform platform() {
    return platform;
  }

  /** Recovery counts from now on. */
  public void strikes() {
    struck = Optional.of(System.nanoTime());
  }

  /** When the fault struck. */
  long struckNanos() {
    return struck.orElseThrow(() -> new IllegalStateException("the fault did not strike"));
  }

  /** The first instance that runs and has partitions: a fault of an idle one shows nothing. */
  public Instance busy() {
    Map<String, Integer> partitions = new HashMap<>();
    for (MemberDescription member : members()) {
      String instance = member.groupInstanceId().orElse("").replaceFirst("-\\d+$", "");
      partitions.merge(instance, member.assignment().topicPartitions().size(), Integer::sum);
    }
    return platform.instances().stream()
        .filter(Instance::isAlive)
        .filter(instance -> partitions.getOrDefault(instance.name(), 0) > 0)
        .findFirst()
        .orElseThrow(
            () -> new PlatformException("no instance has partitions: " + partitions, null));
  }

  private List<MemberDescription> members() {
    return answer(
            platform.brokers().admin().describeConsumerGroups(List.of(Platform.APPLICATION)).all())
        .values()
        .stream()
        .flatMap(group -> group.members().stream())
        .toList();
  }

  /** Waits until what is acknowledged is processed again as quickly as before, and stays so. */
  public void awaitWorkedOff() {
    long bound = Math.round(rate * UNDER_WAY_SECONDS);
    long[] since = {System.nanoTime()};
    Waiting.until(
        WORKED_OFF,
        "the lag, " + lag() + " records, is worked off",
        () -> {
          if (lag() > bound) {
            since[0] = System.nanoTime();
          }
          return System.nanoTime() - since[0] > STEADY.toNanos();
        });
  }

  /** What is acknowledged and not audited; what retention deleted is waited for by nobody. */
  private long lag() {
    return watch.lag() - skipped.stream().mapToLong(gap -> gap.to() - gap.from()).sum();
  }

  /** Waits until each instance that runs has partitions, so that what comes next meets all. */
  public void awaitWarm() {
    Waiting.until(
        WORKED_OFF,
        "every instance has partitions",
        () -> {
          List<MemberDescription> members = members();
          long alive = platform.instances().stream().filter(Instance::isAlive).count();
          return members.size() == alive
              && members.stream()
                  .noneMatch(member -> member.assignment().topicPartitions().isEmpty());
        });
  }

  /** The small disk that holds the state of the first instance; only for faults that ask for it. */
  public SmallDisk smallDisk() {
    if (smallDisk == null) {
      throw new IllegalStateException("the fault did not ask for a small disk");
    }
    return smallDisk;
  }

  /** Sends no more until {@link #send}. */
  public void hold() {
    sender.pause();
  }

  /** Sends again. */
  public void send() {
    sender.resume();
  }

  /**
   * Registers the schema of the producers' next release, which nobody has asked for yet.
   *
   * @return has them write with it from then on
   */
  public Runnable newSchema() {
    return EventSchemas.register(platform.configuration(), writer, 1);
  }

  /** Deletes all input so far, as retention does; what was not read of it is expected nowhere. */
  public void deleteInput() {
    Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
    ends().forEach((partition, end) -> deletions.put(partition, RecordsToDelete.beforeOffset(end)));
    answer(platform.brokers().admin().deleteRecords(deletions).all());
    skipped.addAll(Skipped.now(platform.configuration()));
  }

  /** What an instance says to do when input was deleted unread: it goes on behind the gap. */
  public void goOnBehindTheGap() {
    Map<TopicPartition, OffsetAndMetadata> earliest = new HashMap<>();
    skipped.forEach(
        gap ->
            earliest.put(
                new TopicPartition(writer.topic(), gap.partition()),
                new OffsetAndMetadata(gap.to())));
    answer(
        platform.brokers().admin().alterConsumerGroupOffsets(Platform.APPLICATION, earliest).all());
  }

  private Map<TopicPartition, Long> ends() {
    Map<TopicPartition, OffsetSpec> question = new HashMap<>();
    for (int partition = 0; partition < writer.partitions(); partition++) {
      question.put(new TopicPartition(writer.topic(), partition), OffsetSpec.latest());
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    answer(platform.brokers().admin().listOffsets(question).all())
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /** Input that was deleted before it was read. */
  List<Skipped> skipped() {
    return skipped;
  }
}
