package dev.vigil.fault.verdict;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.avro.Outcome;
import dev.vigil.avro.OutputDecision;
import dev.vigil.avro.ReviewItem;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.CommittedRecords;
import dev.vigil.topology.runtime.CommittedRecords.Range;
import dev.vigil.topology.runtime.OutputRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What the application wrote, read with read_committed to the end that its topics have when this is
 * opened. What stands behind a transaction that is still open is waited for.
 */
public final class Written implements TokenSource, AutoCloseable {
  private final String events;
  private final CommittedRecords records;
  private final Registry registry;
  private final Map<Output, Map<TopicPartition, Range>> ranges = new EnumMap<>(Output.class);
  private final OutputRecords<FhirChangeEvent> permitted;
  private final OutputRecords<CriticalLabAlert> alerts;
  private final OutputRecords<ReviewItem> reviews;
  private final OutputRecords<AuditRecord> audits;

  private Written(Configuration configuration, TopicCatalogue topics) {
    this.events = topics.events().name();
    this.records = new CommittedRecords(configuration);
    this.registry =
        new Registry(
            configuration.registrySettings(),
            configuration.vigil().startupTimeout(),
            InstantSource.system());
    this.permitted = new OutputRecords<>(registry, FhirChangeEvent.getClassSchema());
    this.alerts = new OutputRecords<>(registry, CriticalLabAlert.getClassSchema());
    this.reviews = new OutputRecords<>(registry, ReviewItem.getClassSchema());
    this.audits = new OutputRecords<>(registry, AuditRecord.getClassSchema());
  }

  /**
   * Connects, and finds the ends of the topics.
   *
   * @param configuration the application's; its {@code vigil.startup-timeout} bounds how long an
   *     open transaction is waited for
   */
  public static Written open(Configuration configuration) {
    TopicCatalogue topics = new TopicCatalogue(configuration.vigil());
    Written written = new Written(configuration, topics);
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration)) {
      for (Output output : Output.values()) {
        written.ranges.put(
            output,
            written.records.allWritten(cluster, written.records.partitions(output.topic(topics))));
      }
    }
    return written;
  }

  /**
   * Reads all outputs.
   *
   * @throws dev.vigil.topology.runtime.VigilException if a transaction stays open, brokers or
   *     registry are away, or a topic holds what is none of its records
   */
  @Override
  public void tell(TokenSink sink) {
    ranges.forEach(
        (output, range) -> records.readWritten(range, record -> tell(output, record, sink)));
  }

  private void tell(Output output, ConsumerRecord<byte[], byte[]> record, TokenSink sink) {
    switch (output) {
      case TREATMENT, RESEARCH -> tellPermitted(output, record, sink);
      case ALERTS -> tellAlert(record, sink);
      case REVIEW -> tellReview(record, sink);
      case DEAD_LETTERS -> tellDeadLetter(record, sink);
      case AUDIT -> tellAudit(record, sink);
    }
  }

  private void tellPermitted(Output output, ConsumerRecord<byte[], byte[]> record, TokenSink sink) {
    FhirChangeEvent event = permitted.read(record);
    Place origin = origin(record.headers());
    sink.take(
        new Group(output, origin.partition(), key(record)),
        origin.offset()
            + " "
            + event.getEventId()
            + " "
            + event.getResourceType()
            + "/"
            + event.getResourceId()
            + (event.getResource() == null ? " id-only" : " whole")
            + (has(record, "vigil.superseded") ? " superseded" : "")
            + (has(record, "vigil.closed") ? " closed" : ""));
  }

  private void tellAlert(ConsumerRecord<byte[], byte[]> record, TokenSink sink) {
    CriticalLabAlert alert = alerts.read(record);
    Place origin = origin(record.headers());
    sink.take(
        new Group(Output.ALERTS, origin.partition(), key(record)),
        origin.offset()
            + " "
            + alert.getOrigin().getEventId()
            + " "
            + alert.getObservationId()
            + " "
            + alert.getStatus()
            + " "
            + alert.getRevision()
            + " "
            + alert.getValue()
            + otherwise(origin, alert.getOrigin().getPartition(), alert.getOrigin().getOffset()));
  }

  private void tellReview(ConsumerRecord<byte[], byte[]> record, TokenSink sink) {
    ReviewItem item = reviews.read(record);
    Place origin = origin(record.headers());
    sink.take(
        new Group(Output.REVIEW, origin.partition(), key(record)),
        origin.offset()
            + " "
            + item.getObservationId()
            + " "
            + item.getReason()
            + otherwise(origin, item.getOrigin().getPartition(), item.getOrigin().getOffset()));
  }

  private void tellDeadLetter(ConsumerRecord<byte[], byte[]> record, TokenSink sink) {
    Headers headers = record.headers();
    String topic = text(headers, "vigil.dlq.topic");
    int partition = Integer.parseInt(text(headers, "vigil.dlq.partition"));
    sink.take(
        new Group(Output.DEAD_LETTERS, partition, key(record)),
        text(headers, "vigil.dlq.offset")
            + " "
            + text(headers, "vigil.dlq.reason")
            + (topic.equals(events) ? "" : " of " + topic)
            + (record.value() == null ? " without value" : ""));
  }

  private void tellAudit(ConsumerRecord<byte[], byte[]> record, TokenSink sink) {
    AuditRecord audit = audits.read(record);
    StringBuilder token = new StringBuilder();
    token.append(audit.getOffset()).append(' ').append(audit.getOutcome());
    if (audit.getReason() != null) {
      token.append(' ').append(audit.getReason());
    }
    if (audit.getOutcome() == Outcome.PERMITTED || audit.getOutcome() == Outcome.DENIED) {
      audit.getOutputs().stream()
          .sorted(Comparator.comparing(OutputDecision::getName))
          .forEach(
              decision ->
                  token
                      .append(' ')
                      .append(decision.getName())
                      .append(' ')
                      .append(decision.getWritten()));
      token.append(' ').append(audit.getReviews());
      token.append(audit.getSuperseded() ? " superseded" : "");
    }
    if (!audit.getTopic().equals(events)) {
      token.append(" of ").append(audit.getTopic());
    }
    if (record.partition() != audit.getPartition()) {
      token.append(" in partition ").append(record.partition());
    }
    sink.take(Group.audit(audit.getPartition()), token.toString());
  }

  private record Place(int partition, long offset) {}

  /** Where the header of an output says that its cause stands. */
  private Place origin(Headers headers) {
    String text = text(headers, "vigil.origin");
    int last = text.lastIndexOf(':');
    int middle = text.lastIndexOf(':', last - 1);
    if (middle < 0 || !text.substring(0, middle).equals(events)) {
      return new Place(-1, -1);
    }
    return new Place(
        Integer.parseInt(text.substring(middle + 1, last)),
        Long.parseLong(text.substring(last + 1)));
  }

  /** What is added to a token where header and record name different causes. */
  private static String otherwise(Place header, int partition, long offset) {
    return header.partition() == partition && header.offset() == offset
        ? ""
        : " but the record says " + partition + "-" + offset;
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? "" : new String(record.key(), UTF_8);
  }

  private static boolean has(ConsumerRecord<byte[], byte[]> record, String header) {
    return record.headers().lastHeader(header) != null;
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null ? "-1" : new String(header.value(), UTF_8);
  }

  @Override
  public void close() {
    records.close();
    try {
      registry.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The registry's client could not be closed", e);
    }
  }
}
