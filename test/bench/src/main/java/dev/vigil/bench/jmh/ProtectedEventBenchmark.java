package dev.vigil.bench.jmh;

import dev.vigil.serdes.encryption.ContentEncryption;
import dev.vigil.serdes.encryption.DataKeys;
import dev.vigil.serdes.encryption.KeyService;
import dev.vigil.serdes.encryption.Keys;
import dev.vigil.serdes.encryption.WrappedKey;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.ChangeEventWriter;
import dev.vigil.serdes.pseudonym.PseudonymousEvents;
import dev.vigil.serdes.pseudonym.Pseudonyms;
import java.time.Duration;
import java.time.InstantSource;
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
 * What one output costs that is encrypted, or has pseudonyms; compare with {@link
 * PermittedEventBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class ProtectedEventBenchmark {
  /** Size of the event in JSON form. */
  @Param({"1200", "10000"})
  public int bytes;

  private List<ChangeEvent> events;
  private ChangeEventWriter plain;
  private ChangeEventWriter encrypting;
  private PseudonymousEvents pseudonyms;
  private int next;

  // JMH makes it, fills in the parameter and calls the setup.
  @SuppressWarnings("NullAway.Init")
  public ProtectedEventBenchmark() {}

  /** A service that answers at once: it is asked once in a benchmark. */
  private static final class NoService implements KeyService {
    @Override
    public WrappedKey wrap(String name, byte[] dataKey) {
      return new WrappedKey(name + ":1", new byte[40]);
    }

    @Override
    public byte[] unwrap(WrappedKey wrapped) {
      throw new UnsupportedOperationException("nothing is decrypted");
    }

    @Override
    public byte[] mac(String id, byte[] message) {
      return new byte[32];
    }

    @Override
    public void close() {}
  }

  /** Makes the events. */
  @Setup
  public void makeEvents() {
    events = InputRecords.events(InputRecords.of(RecordForm.JSON, bytes));
    plain = new ChangeEventWriter(RecordForm.SCHEMA);
    Keys keys = Keys.of(new NoService(), Duration.ZERO);
    encrypting =
        plain.encrypting(
            "research",
            new ContentEncryption(
                new DataKeys(keys, "research", Duration.ofHours(1), InstantSource.system())));
    pseudonyms = new PseudonymousEvents(new Pseudonyms(new byte[32]));
  }

  private ChangeEvent event() {
    next = (next + 1) % InputRecords.COUNT;
    return events.get(next);
  }

  /** From event to bytes, the resource encrypted. */
  @Benchmark
  public byte[] encrypted() {
    return encrypting.encode(event());
  }

  /** From event to bytes, with pseudonyms. */
  @Benchmark
  public byte[] pseudonymous() {
    return plain.encode(pseudonyms.of(event()));
  }
}
