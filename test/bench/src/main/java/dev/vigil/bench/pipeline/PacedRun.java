package dev.vigil.bench.pipeline;

import dev.vigil.bench.variant.Surroundings;
import dev.vigil.bench.variant.Variant;
import dev.vigil.bench.workload.Expected;
import dev.vigil.bench.workload.Kind;
import dev.vigil.bench.workload.Workload;
import dev.vigil.bench.workload.WorkloadLoader;
import dev.vigil.bench.workload.WorkloadRecords;
import dev.vigil.support.process.JavaProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Sends results at a fixed rate and takes the time of each critical one from when it was due to be
 * sent until its alert was read, committed. A result that waits because the one before stalled
 * counts with its waiting (open loop).
 */
public final class PacedRun {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Bench bench;
  private final Workload workload;
  private final int rate;

  /**
   * A paced run.
   *
   * @param workload sent while the pipeline runs; only its Consents are there before
   * @param rate results a second
   */
  public PacedRun(Bench bench, Workload workload, int rate) {
    this.bench = bench;
    this.workload = workload;
    this.rate = rate;
  }

  /** Times of the measured results, microseconds. */
  public Histogram run(Variant variant, String prefix) throws IOException {
    bench.topics().deleteAll(prefix);
    Surroundings around = bench.next(prefix);
    bench.prepare(variant, around, workload.options().partitions());
    WorkloadRecords records = bench.records(workload, variant.pipeline().form(), prefix);
    try (WorkloadLoader loader = bench.loader()) {
      loader.loadDecisions(workload, Variant.decisionsTopic(prefix));
      loader.loadConsents(workload, records);
    }
    try (JavaProcess process = variant.start(around, bench.output());
        PacedSender sender = new PacedSender(bench.platform().bootstrapServers(), rate)) {
      awaitCommitted(process, around, workload.patients());
      Outputs outputs = new Outputs(bench.platform().bootstrapServers());
      FutureTask<Histogram> reading =
          new FutureTask<>(reader(outputs, variant.alertsTopic(prefix), sender));
      Thread reader = new Thread(reading, "bench-reader");
      reader.start();
      sender.send(records, workload.size());
      return reading.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(variant.name() + ": not every alert came", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(variant.name() + ": the alerts cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    } finally {
      bench.forget(around);
    }
  }

  private void awaitCommitted(JavaProcess process, Surroundings around, long records) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (bench.topics().committed(around.applicationId(), around.prefix()) < records) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("the pipeline does not start: " + process.lastLines());
      }
      BenchTopics.pause();
    }
  }

  /** Reads until every critical result has come; of a copied duplicate, the first counts. */
  private Callable<Histogram> reader(Outputs outputs, String topic, PacedSender sender) {
    long wanted = expected(topic);
    return () -> {
      Histogram histogram = new Histogram(3);
      BitSet seen = new BitSet();
      try (KafkaConsumer<byte[], byte[]> consumer = outputs.open(topic)) {
        while (seen.cardinality() < wanted) {
          for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            int number = WorkloadRecords.numberOf(record.headers());
            if (number < 0 || workload.kind(number) != Kind.CRITICAL || seen.get(number)) {
              continue;
            }
            seen.set(number);
            if (number >= workload.options().warmUp()) {
              histogram.recordValue(
                  TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - sender.dueNanos(number)));
            }
          }
        }
      }
      return histogram;
    };
  }

  /** How many critical results come to a topic. */
  private long expected(String topic) {
    if (!topic.endsWith("permitted")) {
      return Expected.of(workload).critical().count();
    }
    // Those that copy everything: the patients who deny, too.
    long count = 0;
    for (int number = 0; number < workload.size(); number++) {
      count += workload.kind(number) == Kind.CRITICAL ? 1 : 0;
    }
    return count;
  }
}
