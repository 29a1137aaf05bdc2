package dev.vigil.bench.jmh;

import dev.vigil.serdes.event.ChangeEventDecoder;
import dev.vigil.serdes.event.Decoded;
import dev.vigil.serdes.event.InputRecord;
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

/**
 * A whole record, from its bytes to the checked event: envelope, key, partition, and the scan of
 * the resource.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class DecodeBenchmark {
  /** The record's form. */
  @Param public RecordForm form;

  /** Size of the event in JSON form. What makes the large ones large is text in a note. */
  @Param({"500", "1200", "10000", "100000"})
  public int bytes;

  private List<InputRecord> records;
  private ChangeEventDecoder decoder;
  private int next;

  // JMH makes it, fills in the parameters and calls the setup.
  @SuppressWarnings("NullAway.Init")
  public DecodeBenchmark() {}

  /** Makes the records, and sees that they are events: a dead letter costs less. */
  @Setup
  public void makeRecords() {
    records = InputRecords.of(form, bytes);
    InputRecords.events(records);
    decoder = InputRecords.decoder();
  }

  /** From bytes to event. */
  @Benchmark
  public Decoded decode() {
    next = (next + 1) % InputRecords.COUNT;
    return decoder.decode(records.get(next));
  }
}
