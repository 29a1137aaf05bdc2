package dev.vigil.fault.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.fault.ledger.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Watches audit and alerts while things break: reads them with read_committed from their beginning,
 * in a thread of its own, and notes when each record became readable. It needs no registry. Start
 * it before the first event is sent.
 */
public final class AuditWatch implements AutoCloseable {
  /** The question whether an input record is one that nothing will come of. */
  @FunctionalInterface
  public interface Exempt {
    /** Whether this one is. */
    boolean test(int partition, long offset);
  }

  private static final Duration POLL = Duration.ofMillis(20);
  private static final long SAMPLE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int PREFIX_BYTES = 5;

  private final Ledger ledger;
  private final LongSupplier nanoTime;
  private final String events;
  private final String audit;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;
  private final Arrivals[] arrivals;
  private final LagSamples lag = new LagSamples();
  private final Longs alertTimes = new Longs();
  private final Longs alertLatencies = new Longs();
  private @Nullable BinaryDecoder decoder;
  private @Nullable RuntimeException failure;
  private volatile boolean ended;

  private AuditWatch(
      Map<String, Object> client, TopicCatalogue topics, Ledger ledger, LongSupplier nanoTime) {
    this.ledger = ledger;
    this.nanoTime = nanoTime;
    this.events = topics.events().name();
    this.audit = topics.audit().name();
    this.arrivals = new Arrivals[ledger.partitions()];
    List<TopicPartition> watched = new ArrayList<>();
    for (int partition = 0; partition < arrivals.length; partition++) {
      arrivals[partition] = new Arrivals();
      watched.add(new TopicPartition(audit, partition));
      watched.add(new TopicPartition(topics.alerts().name(), partition));
    }
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    // A broker that is frozen is left soon.
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 5_000);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(watched);
    this.thread = new Thread(this::run, "fault-watch");
    thread.setDaemon(true);
  }

  /**
   * Starts to watch. The topics must be there, with as many partitions as the ledger has.
   *
   * @param client settings of the consumer: bootstrap.servers, security
   * @param nanoTime the clock of the ledger
   */
  public static AuditWatch start(
      Map<String, Object> client, TopicCatalogue topics, Ledger ledger, LongSupplier nanoTime) {
    AuditWatch watch = new AuditWatch(client, topics, ledger, nanoTime);
    watch.thread.start();
    return watch;
  }

  private void run() {
    long sampled = nanoTime.getAsLong() - SAMPLE;
    try (consumer) {
      while (!ended) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        consumer.poll(POLL).forEach(records::add);
        long now = nanoTime.getAsLong();
        boolean sample = now - sampled >= SAMPLE;
        take(records, now, sample);
        sampled = sample ? now : sampled;
      }
    } catch (WakeupException e) {
      // Told to end.
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private synchronized void fail(RuntimeException e) {
    failure = e;
  }

  private synchronized void take(
      List<ConsumerRecord<byte[], byte[]>> records, long now, boolean sample) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.topic().equals(audit)) {
        takeAudit(record, now);
      } else {
        takeAlert(record, now);
      }
    }
    if (sample) {
      lag.add(now, waiting());
    }
  }

  /** Topic, partition and offset are the first fields in every release. */
  private void takeAudit(ConsumerRecord<byte[], byte[]> record, long now) {
    byte[] value = record.value();
    try {
      decoder =
          DecoderFactory.get()
              .binaryDecoder(value, PREFIX_BYTES, value.length - PREFIX_BYTES, decoder);
      String topic = decoder.readString();
      int partition = decoder.readInt();
      long offset = decoder.readLong();
      if (topic.equals(events)) {
        arrivals[partition].add(offset, now);
      }
    } catch (IOException e) {
      throw new IllegalStateException(
          "%s-%d@%d is no audit record".formatted(audit, record.partition(), record.offset()), e);
    }
  }

  private void takeAlert(ConsumerRecord<byte[], byte[]> record, long now) {
    Header origin = record.headers().lastHeader("vigil.origin");
    String text = origin == null ? "" : new String(origin.value(), UTF_8);
    if (!text.startsWith(events + ":")) {
      return;
    }
    String[] place = text.substring(events.length() + 1).split(":", -1);
    long sentAt = ledger.sentAt(Integer.parseInt(place[0]), Long.parseLong(place[1]));
    if (sentAt != Ledger.NONE) {
      alertTimes.add(now);
      alertLatencies.add(now - sentAt);
    }
  }

  private long waiting() {
    long waiting = ledger.acknowledged();
    for (Arrivals ofPartition : arrivals) {
      waiting -= ofPartition.distinct();
    }
    return Math.max(0, waiting);
  }

  /** How many acknowledged records are not audited. */
  public synchronized long lag() {
    check();
    return waiting();
  }

  /** How many input records of a partition are audited. */
  public synchronized long audited(int partition) {
    check();
    return arrivals[partition].distinct();
  }

  /** How many input records are audited. */
  public synchronized long audited() {
    check();
    long audited = 0;
    for (Arrivals ofPartition : arrivals) {
      audited += ofPartition.distinct();
    }
    return audited;
  }

  /**
   * What happened from an instant of the ledger's clock until now.
   *
   * @throws IllegalStateException if the watch ended by itself
   */
  public synchronized Recovery since(long instant) {
    check();
    long now = nanoTime.getAsLong();
    Map<Integer, Duration> idle = new TreeMap<>();
    Map<Integer, Duration> first = new TreeMap<>();
    int worst = -1;
    long longest = 0;
    boolean isOpen = false;
    for (int partition = 0; partition < arrivals.length; partition++) {
      long of = IdleTime.longest(arrivals[partition], ledger, partition, instant, now);
      idle.put(partition, Duration.ofNanos(of));
      if (of > longest) {
        longest = of;
        worst = partition;
      }
      long at = IdleTime.firstSentAfter(arrivals[partition], ledger, partition, instant);
      if (at != Ledger.NONE) {
        first.put(partition, Duration.ofNanos(at - instant));
      } else if (ledger.sentAt(partition, ledger.end(partition) - 1) > instant) {
        isOpen = true;
      }
    }
    long before = lag.before(instant);
    long workedOff = lag.workedOff(instant, before);
    return new Recovery(
        Duration.ofNanos(longest),
        worst,
        idle,
        first,
        isOpen ? null : first.values().stream().max(Duration::compareTo).orElse(null),
        before,
        lag.most(instant),
        workedOff == Ledger.NONE ? null : Duration.ofNanos(workedOff - instant));
  }

  /** Latency of the alerts that arrived from one instant to another. */
  public synchronized Latency alertLatency(long from, long to) {
    check();
    List<Long> within = new ArrayList<>();
    for (int i = 0; i < alertTimes.size(); i++) {
      if (alertTimes.get(i) >= from && alertTimes.get(i) <= to) {
        within.add(alertLatencies.get(i));
      }
    }
    return Latency.of(within.stream().mapToLong(Long::longValue).toArray());
  }

  /**
   * Waits until all input is audited.
   *
   * @param ends first offset of each partition that is not waited for
   * @param exempt what is not waited for
   * @return a line for each partition where input is lost or stuck; empty: all is audited
   */
  public List<String> awaitAudited(IntToLongFunction ends, Exempt exempt, Duration patience) {
    long deadline = nanoTime.getAsLong() + patience.toNanos();
    int[] from = new int[arrivals.length];
    while (!isAllAudited(from, ends, exempt)
        && nanoTime.getAsLong() - deadline < 0
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(POLL.toNanos());
    }
    return open(from, ends, exempt);
  }

  private synchronized boolean isAllAudited(int[] from, IntToLongFunction ends, Exempt exempt) {
    check();
    boolean all = true;
    for (int partition = 0; partition < from.length; partition++) {
      from[partition] = oldestOpen(partition, from[partition], ends, exempt);
      all &= from[partition] >= ends.applyAsLong(partition);
    }
    return all;
  }

  private int oldestOpen(int partition, int from, IntToLongFunction ends, Exempt exempt) {
    int oldest = from;
    while (oldest < ends.applyAsLong(partition)
        && (arrivals[partition].isAudited(oldest) || exempt.test(partition, oldest))) {
      oldest++;
    }
    return oldest;
  }

  private synchronized List<String> open(int[] from, IntToLongFunction ends, Exempt exempt) {
    List<String> lines = new ArrayList<>();
    for (int partition = 0; partition < from.length; partition++) {
      int count = 0;
      for (int offset = from[partition]; offset < ends.applyAsLong(partition); offset++) {
        if (!arrivals[partition].isAudited(offset) && !exempt.test(partition, offset)) {
          count++;
        }
      }
      if (count > 0) {
        lines.add(
            "lost or stuck: %d records of %s-%d from offset %d on are not audited"
                .formatted(count, events, partition, from[partition]));
      }
    }
    return lines;
  }

  private void check() {
    if (failure != null) {
      throw new IllegalStateException("the watch ended by itself", failure);
    }
  }

  /** Ends the watch; what it noted can still be asked. */
  @Override
  public void close() {
    ended = true;
    consumer.wakeup();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
