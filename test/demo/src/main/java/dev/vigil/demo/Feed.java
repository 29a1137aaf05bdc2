package dev.vigil.demo;

import com.google.common.util.concurrent.RateLimiter;
import dev.vigil.demo.events.InputEvent;
import dev.vigil.demo.script.ScriptedRecord;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends the sample, with the script spread evenly over it. */
final class Feed implements AutoCloseable {
  private static final Duration CLOSE = Duration.ofSeconds(1);

  private final String topic;
  private final Iterator<InputEvent> sample;
  private final long sampleSize;
  private final List<ScriptedRecord> script;
  private final @Nullable RateLimiter rate;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicLong sent = new AtomicLong();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final Thread thread = new Thread(this::send, "demo-feed");

  /**
   * A feed that does not send yet.
   *
   * @param sample at least {@code sampleSize} events
   * @param rate records a second; 0: as fast as it goes
   */
  Feed(
      String bootstrapServers,
      String topic,
      Iterator<InputEvent> sample,
      long sampleSize,
      List<ScriptedRecord> script,
      double rate,
      int largestRecord) {
    this.topic = topic;
    this.sample = sample;
    this.sampleSize = sampleSize;
    this.script = script;
    this.rate = rate > 0 ? RateLimiter.create(rate) : null;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                largestRecord),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** How many records will have been sent. */
  long size() {
    return sampleSize + script.size();
  }

  /** Completes when the broker has all records. */
  CompletableFuture<Void> done() {
    return done;
  }

  private void send() {
    try {
      int told = 0;
      for (long i = 0; i < sampleSize; i++) {
        for (; told < script.size() * (i + 1) / (sampleSize + 1); told++) {
          send(script.get(told).event());
        }
        send(sample.next());
      }
      for (ScriptedRecord record : script.subList(told, script.size())) {
        send(record.event());
      }
      producer.flush();
      if (sent.get() == size()) {
        done.complete(null);
      }
    } catch (InterruptException e) {
      done.cancel(false);
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
  }

  private void send(InputEvent event) {
    if (rate != null) {
      rate.acquire();
    }
    var unused =
        producer.send(
            new ProducerRecord<>(
                topic, event.partition(), event.key(), event.value(), event.headers()),
            (metadata, failure) -> {
              if (failure == null) {
                sent.incrementAndGet();
              } else {
                done.completeExceptionally(failure);
              }
            });
  }

  @Override
  public void close() {
    thread.interrupt();
    producer.close(CLOSE);
  }
}
