package dev.vigil.bench.workload;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigil.serdes.avro.WireFormat.SchemaId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The workload as records of one form. Each result carries its number in a header that travels to
 * every output, so that outputs are checked, and their latency taken, without reading them.
 */
public final class WorkloadRecords {
  private static final String NUMBER = "bench-number";

  private final Workload workload;
  private final String topic;
  private final Function<Change, byte[]> encoder;

  /**
   * For one thread.
   *
   * @param schema id of FhirChangeEvent in the registry
   */
  public WorkloadRecords(Workload workload, String topic, EventForm form, SchemaId schema) {
    this.workload = workload;
    this.topic = topic;
    this.encoder = form.encoder(schema);
  }

  /** A patient's Consent. */
  public ProducerRecord<byte[], byte[]> consent(int patient) {
    Change change = workload.consent(patient);
    return new ProducerRecord<>(topic, change.patientId().getBytes(UTF_8), encoder.apply(change));
  }

  /** The result with a number. */
  public ProducerRecord<byte[], byte[]> result(int number) {
    Change change = workload.result(number);
    byte[] value = encoder.apply(change);
    if (workload.kind(number) == Kind.POISON) {
      value = Arrays.copyOf(value, value.length / 2);
    }
    byte[] original = ByteBuffer.allocate(Integer.BYTES).putInt(workload.original(number)).array();
    return new ProducerRecord<>(
        topic,
        null,
        change.patientId().getBytes(UTF_8),
        value,
        List.<Header>of(new RecordHeader(NUMBER, original)));
  }

  /** The number that a record or an output of it carries; -1: none, a Consent. */
  public static int numberOf(Headers headers) {
    Header header = headers.lastHeader(NUMBER);
    return header == null ? -1 : ByteBuffer.wrap(header.value()).getInt();
  }

  /** The number as it stands in the header; what deduplicates without reading takes it as id. */
  public static byte[] idOf(Headers headers) {
    Header header = headers.lastHeader(NUMBER);
    return header == null ? new byte[0] : header.value();
  }
}
