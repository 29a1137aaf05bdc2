package dev.vigil.bench.jmh;

import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.ChangeEventWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one output of permitted events costs: the event in Avro, the resource copied as bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class PermittedEventBenchmark {
  /** Size of the event in JSON form. */
  @Param({"500", "1200", "10000", "100000"})
  public int bytes;

  private List<ChangeEvent> events;
  private ChangeEventWriter writer;
  private int next;

  // JMH makes it, fills in the parameter and calls the setup.
  @SuppressWarnings("NullAway.Init")
  public PermittedEventBenchmark() {}

  /** Makes the events. */
  @Setup
  public void makeEvents() {
    events = InputRecords.events(InputRecords.of(RecordForm.JSON, bytes));
    writer = new ChangeEventWriter(RecordForm.SCHEMA);
  }

  /** From event to bytes. */
  @Benchmark
  public byte[] encode() {
    next = (next + 1) % InputRecords.COUNT;
    return writer.encode(events.get(next));
  }
}
