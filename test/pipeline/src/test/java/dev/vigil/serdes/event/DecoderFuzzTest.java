package dev.vigil.serdes.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.vigil.config.ConfigLoader;
import dev.vigil.serdes.avro.RegistryUnavailableException;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import dev.vigil.serdes.avro.WriterSchemas;
import dev.vigil.serdes.fhir.PatientReader;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import dev.vigil.topology.runtime.Profiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/**
 * Hundreds of thousands of hostile records: each has an outcome, takes little time and memory, and
 * nothing that is said of it tells who the patient is. {@link FuzzRun} says how to run more, and
 * how to repeat a failure.
 */
class DecoderFuzzTest {
  private static final int INPUTS = 300_000;

  /** The registry cannot be asked about it: no fault of the record. */
  private static final int REGISTRY_AWAY = 66;

  private static final Duration LONGEST = Duration.ofSeconds(1);

  /** Of memory allocated: twice what was measured for the worst of some millions. */
  private static final long ALLOCATED_AT_LEAST = 1 << 20;

  private static final long ALLOCATED_PER_BYTE = 100;

  /** Found by later steps. */
  private static final Set<DeadLetterReason> NOT_BY_DECODE =
      EnumSet.of(
          DeadLetterReason.EVENT_ID_CONFLICT,
          DeadLetterReason.UNREADABLE_CONSENT,
          DeadLetterReason.STEP_FAILED);

  private static final Pattern STRUCTURAL = Pattern.compile("[A-Za-z0-9_.-]{1,40}|byte \\d{1,10}");

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final FuzzMutator mutator = new FuzzMutator(new FuzzSeeds().all());
  private final ChangeEventDecoder[] events = {
    new ChangeEventDecoder(SampleRecord.settings(false), schemas()),
    new ChangeEventDecoder(SampleRecord.settings(true), schemas())
  };
  private final AckDecoder[] acks = {
    new AckDecoder(FuzzSeeds.ACKS, SampleRecord.settings(false), schemas()),
    new AckDecoder(FuzzSeeds.ACKS, SampleRecord.settings(true), schemas())
  };
  private final ChangeEventWriter writer =
      new ChangeEventWriter(new SchemaId(SampleSchemas.CURRENT_ID));
  private final CriticalLabRules rules =
      new CriticalLabRules(
          Profiles.load(
              new ConfigLoader(Map.of()).load(null, java.util.List.of()).vigil().profile()),
          true);
  private final Map<DeadLetterReason, Integer> reasons = new EnumMap<>(DeadLetterReason.class);
  private int valid;
  private int acknowledgements;

  @Test
  void everyRecordHasAnOutcomeAndNothingNamesThePatient() {
    FuzzRun run = FuzzRun.of(INPUTS);
    // What is loaded and filled at the first use belongs to no input.
    new FuzzSeeds().all().forEach(seed -> decode(seed, 0));
    try (FuzzLog log = new FuzzLog()) {
      long inputs = run.forEach(number -> one(number, mutator.input(run.seed(), number)));
      assertThat(log.leaks()).as("-Dfuzz.seed=%d", run.seed()).isEmpty();
      if (run.isWhole()) {
        // Damage that is always fatal in the same way, or never, would test little.
        assertThat(valid).isBetween((int) (inputs / 20), (int) (inputs / 2));
        assertThat(acknowledgements).isPositive();
        assertThat(EnumSet.complementOf(EnumSet.copyOf(reasons.keySet())))
            .as("reasons that no input reached")
            .isSubsetOf(NOT_BY_DECODE);
      }
    }
  }

  private void one(long number, InputRecord input) {
    int tenants = number % 8 == 0 ? 1 : 0;
    Decoded decoded;
    try {
      decoded = measured(input, tenants);
    } catch (RegistryUnavailableException e) {
      // An accident of the ids, and the only one that may leave the decoder.
      return;
    }
    if (decoded instanceof Undecodable no) {
      look(no);
    } else {
      acknowledgements += decoded instanceof Acknowledgement ? 1 : 0;
      valid += decoded instanceof ChangeEvent ? 1 : 0;
    }
  }

  private Decoded measured(InputRecord input, int tenants) {
    byte[] value = input.value();
    long bytes = value == null ? 0 : value.length;
    long most = ALLOCATED_AT_LEAST + ALLOCATED_PER_BYTE * bytes;
    // Tables are loaded at the first use: what took too long once must do so again.
    for (int attempts = 3; ; attempts--) {
      long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
      long began = THREADS.getCurrentThreadCpuTime();
      Decoded decoded = decode(input, tenants);
      long took = THREADS.getCurrentThreadCpuTime() - began;
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
      if (took <= LONGEST.toNanos() && allocated <= most) {
        return decoded;
      }
      if (attempts == 1) {
        fail(
            "%d ns of computing and %d bytes allocated for a value of %d bytes: %s"
                .formatted(took, allocated, bytes, FuzzRun.describe(input)));
      }
    }
  }

  private Decoded decode(InputRecord input, int tenants) {
    if (acks[tenants].concerns(input)) {
      return acks[tenants].decode(input);
    }
    Decoded decoded = events[tenants].decode(input);
    if (decoded instanceof ChangeEvent event) {
      use(event);
    }
    return decoded;
  }

  /** What later steps do with any event. */
  private void use(ChangeEvent event) {
    if (writer.encode(event).length == 0 || event.identity().equals(event.content())) {
      fail("an event that cannot be told from others");
    }
    if (event.resource() == null) {
      return;
    }
    event.resource().index();
    if (event.resourceType().equals("Observation")) {
      assertThat(rules.judge(event.resource(), "1961", event.timestamp())).isNotNull();
    } else if (event.resourceType().equals("Patient")) {
      assertThat(PatientReader.read(event.resource())).isNotNull();
    }
  }

  private void look(Undecodable no) {
    reasons.merge(no.reason(), 1, Integer::sum);
    if (NOT_BY_DECODE.contains(no.reason())) {
      fail("%s is not for the decoder to say", no.reason());
    }
    String location = no.location();
    if (location != null) {
      // A member or a byte, never content: any text of the record could be patient data.
      if (!STRUCTURAL.matcher(location).matches()
          || location.toLowerCase(Locale.ROOT).contains(FuzzSeeds.TRACE)) {
        fail("the location of %s is content", no.reason());
      }
    }
    // What later steps ask of any dead letter.
    if (no.envelope().isClear() && no.envelope().concernsConsent()) {
      no.envelope().patient(true);
    }
  }

  private static WriterSchemas schemas() {
    Map<Integer, Schema> known = FuzzSeeds.schemas();
    SampleSchemas others = new SampleSchemas();
    return id -> {
      if (id == REGISTRY_AWAY) {
        throw new RegistryUnavailableException("away", new IOException());
      }
      Schema schema = known.get(id);
      return schema == null ? others.byId(id) : schema;
    };
  }
}
