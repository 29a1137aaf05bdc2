package dev.vigil.topology.runtime.audit.verify;

import dev.vigil.config.Configuration;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.CommittedRecords;
import dev.vigil.topology.runtime.CommittedRecords.Range;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Reads from brokers, with some threads at a time. Used by one thread. */
public final class KafkaLogReader implements LogReader, AutoCloseable {
  private static final long LOOK_UP_MILLIS = 200;

  private final ClusterAdmin cluster;
  private final LongConsumer progress;
  private final ExecutorService threads;
  private final List<CommittedRecords> consumers = new ArrayList<>();
  private final AtomicLong read = new AtomicLong();
  private long told;

  /**
   * Connects at the first reading.
   *
   * @param whole topics of which key and value are needed; of the others headers are enough
   * @param threads how many read at a time
   * @param progress is told how many more records were read
   */
  public KafkaLogReader(
      Configuration configuration,
      ClusterAdmin cluster,
      Set<String> whole,
      int threads,
      LongConsumer progress) {
    this.cluster = cluster;
    this.progress = progress;
    this.threads = Executors.newFixedThreadPool(threads, KafkaLogReader::daemon);
    // Larger answers than these were not quicker, and these bound the heap whatever is read.
    Map<String, Object> tuning =
        Map.of(
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            2_000,
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
            16 << 20);
    for (int i = 0; i < threads; i++) {
      consumers.add(new CommittedRecords(configuration, new OnlyOf(whole), tuning));
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "audit-verify");
    thread.setDaemon(true);
    return thread;
  }

  /** Copies what is needed and nothing else. */
  private record OnlyOf(Set<String> topics) implements Deserializer<byte[]> {
    private static final byte[] NOT_COPIED = {};

    @Override
    public byte @Nullable [] deserialize(String topic, byte @Nullable [] data) {
      return topics.contains(topic) ? data : NOT_COPIED;
    }

    @Override
    public byte @Nullable [] deserialize(String topic, Headers headers, ByteBuffer data) {
      if (!topics.contains(topic)) {
        return NOT_COPIED;
      }
      byte[] copy = new byte[data.remaining()];
      data.get(copy);
      return copy;
    }
  }

  @Override
  public void read(
      Map<TopicPartition, Range> ranges,
      Function<TopicPartition, Consumer<ConsumerRecord<byte[], byte[]>>> sinks) {
    List<Map<TopicPartition, Range>> shares = shares(ranges);
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < shares.size(); i++) {
      CommittedRecords consumer = consumers.get(i);
      Map<TopicPartition, Range> share = shares.get(i);
      running.add(threads.submit(() -> read(consumer, share, sinks)));
    }
    for (Future<?> one : running) {
      await(one);
    }
  }

  private void read(
      CommittedRecords consumer,
      Map<TopicPartition, Range> share,
      Function<TopicPartition, Consumer<ConsumerRecord<byte[], byte[]>>> sinks) {
    Map<String, Map<Integer, Consumer<ConsumerRecord<byte[], byte[]>>>> takers = new HashMap<>();
    share
        .keySet()
        .forEach(
            partition ->
                takers
                    .computeIfAbsent(partition.topic(), topic -> new HashMap<>())
                    .put(partition.partition(), sinks.apply(partition)));
    consumer.read(
        share,
        record -> {
          Map<Integer, Consumer<ConsumerRecord<byte[], byte[]>>> ofTopic =
              takers.get(record.topic());
          Consumer<ConsumerRecord<byte[], byte[]>> taker =
              ofTopic == null ? null : ofTopic.get(record.partition());
          if (taker != null) {
            taker.accept(record);
          }
          read.incrementAndGet();
          return !Thread.currentThread().isInterrupted();
        });
  }

  /** The largest partitions first, each to the thread that has least to do. */
  private List<Map<TopicPartition, Range>> shares(Map<TopicPartition, Range> ranges) {
    List<Map<TopicPartition, Range>> shares = new ArrayList<>();
    long[] sizes = new long[Math.min(consumers.size(), ranges.size())];
    for (int i = 0; i < sizes.length; i++) {
      shares.add(new HashMap<>());
    }
    ranges.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<TopicPartition, Range>>comparingLong(
                    range -> range.getValue().from() - range.getValue().to())
                .thenComparing(range -> range.getKey().toString()))
        .forEach(
            range -> {
              int least = 0;
              for (int i = 1; i < sizes.length; i++) {
                least = sizes[i] < sizes[least] ? i : least;
              }
              sizes[least] += range.getValue().to() - range.getValue().from();
              shares.get(least).put(range.getKey(), range.getValue());
            });
    return shares;
  }

  private void await(Future<?> one) {
    while (true) {
      try {
        one.get(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
        tell();
        return;
      } catch (TimeoutException e) {
        tell();
      } catch (ExecutionException e) {
        throw explained(e.getCause() == null ? e : e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new VigilException(ExitCode.UNEXPECTED, "Interrupted while reading", e);
      }
    }
  }

  private RuntimeException explained(Throwable cause) {
    if (cause instanceof KafkaException kafka) {
      return cluster.failure(kafka);
    }
    if (cause instanceof RuntimeException other) {
      return other;
    }
    return new IllegalStateException(cause);
  }

  private void tell() {
    long now = read.get();
    progress.accept(now - told);
    told = now;
  }

  @Override
  public Map<TopicPartition, Long> beginnings(Map<TopicPartition, Range> ranges) {
    return cluster.offsets(ranges.keySet(), OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (threads.awaitTermination(5, TimeUnit.SECONDS)) {
        consumers.forEach(CommittedRecords::close);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
