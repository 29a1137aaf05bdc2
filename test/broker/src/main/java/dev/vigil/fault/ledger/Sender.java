package dev.vigil.fault.ledger;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends events at a rate, from a thread of its own, whatever becomes of those before: none is given
 * up, so that each is acknowledged once brokers are back. Methods may be called from any thread and
 * return at once but for {@link #finish}.
 */
public final class Sender implements AutoCloseable {
  private static final long LONGEST_PARK = TimeUnit.MILLISECONDS.toNanos(20);

  /** What is behind by more is not made good: it would be a burst. */
  private static final long LONGEST_BEHIND = TimeUnit.SECONDS.toNanos(1);

  private final PatientEvents events;
  private final EventWriter writer;
  private final Ledger ledger;
  private final LongSupplier nanoTime;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Thread thread;
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private volatile double rate;
  private volatile int limit;
  private volatile boolean paused;
  private volatile boolean ended;

  private Sender(
      Map<String, Object> client,
      PatientEvents events,
      EventWriter writer,
      Ledger ledger,
      LongSupplier nanoTime,
      double rate,
      int limit) {
    this.events = events;
    this.writer = writer;
    this.ledger = ledger;
    this.nanoTime = nanoTime;
    this.rate = rate;
    this.limit = limit;
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
    // Nothing is given up, and a broker that is frozen is left soon.
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Integer.MAX_VALUE);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 2);
    settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    settings.put(ProducerConfig.METADATA_MAX_AGE_CONFIG, 5_000);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
    settings.put(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, events.options().maxValueBytes() + (64 << 10));
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.thread = new Thread(this::run, "fault-sender");
    thread.setDaemon(true);
  }

  /**
   * Starts to send, and does so until it is told to finish.
   *
   * @param client settings of the producer: bootstrap.servers, security
   * @param nanoTime clock of the ledger, {@code System::nanoTime}
   * @param rate events per second, above 0
   */
  public static Sender start(
      Map<String, Object> client,
      PatientEvents events,
      EventWriter writer,
      Ledger ledger,
      LongSupplier nanoTime,
      double rate) {
    return start(client, events, writer, ledger, nanoTime, rate, Integer.MAX_VALUE);
  }

  /** The same, for so many events at most. */
  public static Sender start(
      Map<String, Object> client,
      PatientEvents events,
      EventWriter writer,
      Ledger ledger,
      LongSupplier nanoTime,
      double rate,
      int limit) {
    Sender sender = new Sender(client, events, writer, ledger, nanoTime, rate, limit);
    sender.thread.start();
    return sender;
  }

  /** Sends at another rate from now on, in events per second, above 0. */
  public void rate(double perSecond) {
    rate = perSecond;
    LockSupport.unpark(thread);
  }

  /** Sends nothing until {@link #resume}. */
  public void pause() {
    paused = true;
  }

  /** Sends again; what was not sent meanwhile is not made good. */
  public void resume() {
    paused = false;
    LockSupport.unpark(thread);
  }

  /**
   * Sends no more, and waits until all is acknowledged.
   *
   * @return whether it is, within the time; events may still become acknowledged later
   * @throws IllegalStateException if sending ended by itself
   */
  public boolean finish(Duration patience) {
    limit = 0;
    paused = false;
    LockSupport.unpark(thread);
    boolean all = awaitQuiet(patience);
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("the sender ended by itself", failed);
    }
    return all;
  }

  /** Waits until as many events are acknowledged as {@link #start} was told to send at most. */
  public boolean awaitAll(Duration patience) {
    return await(() -> !thread.isAlive() || failure.get() != null, patience)
        && awaitQuiet(patience)
        && failure.get() == null;
  }

  private boolean awaitQuiet(Duration patience) {
    return await(() -> !thread.isAlive() && ledger.pending() == 0, patience);
  }

  private boolean await(BooleanSupplier condition, Duration patience) {
    long deadline = nanoTime.getAsLong() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (nanoTime.getAsLong() - deadline > 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(LONGEST_PARK);
    }
    return true;
  }

  private void run() {
    try {
      long due = nanoTime.getAsLong();
      while (!ended && events.count() < limit) {
        long now = nanoTime.getAsLong();
        if (paused) {
          LockSupport.parkNanos(LONGEST_PARK);
          due = nanoTime.getAsLong();
        } else if (now < due) {
          LockSupport.parkNanos(Math.min(LONGEST_PARK, due - now));
        } else {
          send();
          due = Math.max(due + (long) (1e9 / rate), now - LONGEST_BEHIND);
        }
      }
    } catch (RuntimeException e) {
      failure.set(e);
    }
  }

  private void send() {
    Event event = events.next();
    ProducerRecord<byte[], byte[]> record = writer.record(event);
    ledger.sent(event.number(), nanoTime.getAsLong());
    Future<RecordMetadata> unused =
        producer.send(
            record,
            (written, refused) -> {
              if (refused == null) {
                ledger.acknowledged(
                    event.number(),
                    written.partition(),
                    written.hasOffset() ? written.offset() : Ledger.NONE,
                    nanoTime.getAsLong());
              } else {
                ledger.refused(event.number(), refused.getClass().getSimpleName());
              }
            });
  }

  /** Ends at once; what is not acknowledged by now is given up. */
  @Override
  public void close() {
    ended = true;
    LockSupport.unpark(thread);
    producer.close(Duration.ZERO);
  }
}
