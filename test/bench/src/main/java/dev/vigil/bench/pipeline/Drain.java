package dev.vigil.bench.pipeline;

import dev.vigil.bench.variant.Surroundings;
import dev.vigil.bench.variant.Variant;
import dev.vigil.bench.workload.Expected;
import dev.vigil.bench.workload.Workload;
import dev.vigil.support.process.JavaProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Lets a pipeline work off what waits in its input, in a process of its own. */
public final class Drain {
  private static final Duration STALLED = Duration.ofMinutes(3);

  private final Bench bench;
  private final Workload workload;
  private final Expected expected;
  private final OutputCheck check;

  /** A drain of a workload that is loaded already. */
  public Drain(Bench bench, Workload workload, Expected expected) {
    this.bench = bench;
    this.workload = workload;
    this.expected = expected;
    this.check = new OutputCheck(new Outputs(bench.platform().bootstrapServers()));
  }

  /**
   * What a drain took, the warm-up left out.
   *
   * @param eventsPerSecond results a second
   * @param cpuPerMillion processor time of the pipeline's process for a million results, seconds
   * @param brokerCpuPerMillion the same of the broker's
   * @param peakMemoryBytes the most memory the process had
   * @param whole from the start of the process until everything was committed
   * @param wholeCpu its processor time until then
   */
  public record Result(
      double eventsPerSecond,
      double cpuPerMillion,
      double brokerCpuPerMillion,
      long peakMemoryBytes,
      Duration whole,
      Duration wholeCpu) {}

  /** Where a process was at a moment. */
  private record Sample(long nanos, long committed, Duration cpu, Duration brokerCpu) {}

  /** Runs a variant with empty state and checks what it wrote. */
  public Result run(Variant variant, String prefix) throws IOException {
    bench.topics().deleteOutputs(prefix);
    Surroundings around = bench.next(prefix);
    bench.prepare(variant, around, workload.options().partitions());
    try {
      Result result = run(variant, around);
      check.require(variant, prefix, expected);
      return result;
    } finally {
      bench.forget(around);
    }
  }

  /** Runs a variant in surroundings that the caller made and takes away. */
  public Result run(Variant variant, Surroundings around) throws IOException {
    return run(variant, around, workload.patients());
  }

  /**
   * The same where other records stand before the workload's results.
   *
   * @param before how many
   */
  public Result run(Variant variant, Surroundings around, long before) throws IOException {
    long end = before + workload.size();
    long begin = end - workload.options().events();
    List<Sample> samples = new ArrayList<>();
    try (JavaProcess process = variant.start(around, bench.output())) {
      long committed = -1;
      long movedAt = System.nanoTime();
      while (committed < end) {
        if (!process.isAlive() || System.nanoTime() - movedAt > STALLED.toNanos()) {
          throw new IllegalStateException(
              "%s stopped at %,d of %,d records: %s"
                  .formatted(variant.name(), committed, end, process.lastLines()));
        }
        long now = bench.topics().committed(around.applicationId(), around.prefix());
        movedAt = now > committed ? System.nanoTime() : movedAt;
        committed = now;
        samples.add(
            new Sample(System.nanoTime(), committed, process.cpu(), bench.platform().cpu()));
        if (committed < end) {
          BenchTopics.pause();
        }
      }
      Sample last = samples.get(samples.size() - 1);
      double millions = workload.options().events() / 1e6;
      double[] from = at(samples, begin);
      return new Result(
          workload.options().events() / ((last.nanos() - from[0]) / 1e9),
          (last.cpu().toNanos() - from[1]) / 1e9 / millions,
          (last.brokerCpu().toNanos() - from[2]) / 1e9 / millions,
          process.peakMemoryBytes(),
          process.elapsed(),
          last.cpu());
    }
  }

  /** Time, CPU and broker's CPU, in nanoseconds, when so many records were committed. */
  private static double[] at(List<Sample> samples, long committed) {
    Sample before = samples.get(0);
    for (Sample sample : samples) {
      if (sample.committed() >= committed) {
        long step = sample.committed() - before.committed();
        double share = step == 0 ? 1 : (double) (committed - before.committed()) / step;
        return new double[] {
          between(before.nanos(), sample.nanos(), share),
          between(before.cpu().toNanos(), sample.cpu().toNanos(), share),
          between(before.brokerCpu().toNanos(), sample.brokerCpu().toNanos(), share)
        };
      }
      before = sample;
    }
    throw new IllegalStateException("the drain ended before its warm-up");
  }

  private static double between(long from, long to, double share) {
    return from + (to - from) * share;
  }
}
