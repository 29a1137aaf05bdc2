package dev.vigil.bench.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.bench.workload.Change;
import dev.vigil.bench.workload.Workload;
import dev.vigil.bench.workload.WorkloadOptions;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.ChangeEventDecoder;
import dev.vigil.serdes.event.Decoded;
import dev.vigil.serdes.event.DecoderSettings;
import dev.vigil.serdes.event.InputPartitioner;
import dev.vigil.serdes.event.InputRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Records of {@code bench pipeline}'s workload, as a consumer gives them, and their decoder. */
public final class InputRecords {
  /** More than a branch predictor remembers. */
  public static final int COUNT = 64;

  private static final Instant ISSUED = Instant.parse("2026-03-01T11:58:00Z");
  private static final int PARTITIONS = 8;

  private InputRecords() {}

  /** So many results, no duplicates among them. */
  static List<Change> changes(int bytes) {
    Workload workload = new Workload(new WorkloadOptions().withBytes(bytes), ISSUED);
    List<Change> changes = new ArrayList<>(COUNT);
    for (int i = 0; changes.size() < COUNT; i++) {
      if (workload.original(i) == i) {
        changes.add(workload.result(i));
      }
    }
    return changes;
  }

  /**
   * The results as records.
   *
   * @param bytes size of an event in JSON form
   */
  public static List<InputRecord> of(RecordForm form, int bytes) {
    List<InputRecord> records = new ArrayList<>(COUNT);
    for (Change change : changes(bytes)) {
      byte[] key = change.patientId().getBytes(UTF_8);
      Headers headers = new RecordHeaders();
      byte[] value = form.write(change, headers);
      records.add(
          new InputRecord(
              "fhir.events",
              InputPartitioner.MURMUR2.partition(key, PARTITIONS).orElseThrow(),
              records.size(),
              ISSUED.toEpochMilli() + 500,
              key,
              value,
              headers));
    }
    return records;
  }

  /** A decoder as a task has it, but for the registry: its only schema is at hand. */
  public static ChangeEventDecoder decoder() {
    return new ChangeEventDecoder(
        new DecoderSettings(
            1 << 20, 1_000, InputPartitioner.MURMUR2, PARTITIONS, false, "fhir.replay"),
        id -> FhirChangeEvent.getClassSchema());
  }

  /** The records' events. */
  public static List<ChangeEvent> events(List<InputRecord> records) {
    ChangeEventDecoder decoder = decoder();
    return records.stream().map(record -> event(decoder.decode(record))).toList();
  }

  private static ChangeEvent event(Decoded decoded) {
    if (decoded instanceof ChangeEvent event) {
      return event;
    }
    throw new IllegalStateException("the workload holds a record that is no event: " + decoded);
  }
}
