package dev.vigil.topology.runtime;

import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes to {@code vigil.control}, which tells whether and how instances may start. */
public final class ControlWriter implements AutoCloseable {
  private final String application;
  private final String control;
  private final InstantSource clock;
  private final OperatorWriter writer;

  /**
   * Begins: another of this name that has not written yet cannot any more.
   *
   * @param name part of the transactional id
   * @throws VigilException if {@code vigil.operations} is missing, or the brokers refuse
   */
  public ControlWriter(
      Configuration configuration,
      ClusterAdmin cluster,
      Registry registry,
      InstantSource clock,
      String name) {
    this.application = configuration.vigil().applicationId();
    this.control = new TopicCatalogue(configuration.vigil()).control().name();
    this.clock = clock;
    this.writer = new OperatorWriter(configuration, cluster, registry, name);
  }

  /** A record of now. */
  public OperationRecord record(
      Operation operation, String by, String subject, String outcome, Map<String, String> details) {
    return OperationRecord.newBuilder()
        .setOperation(operation)
        .setAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
        .setBy(by)
        .setSubject(subject)
        .setOutcome(outcome)
        .setDetails(details)
        .build();
  }

  /**
   * Writes what is the latest of one thing from now on, and that it was done to {@code
   * vigil.operations}, where it stays; both or nothing.
   *
   * @throws VigilException if it was not confirmed
   */
  public void write(String what, OperationRecord record) {
    writer.begin();
    writer.send(record);
    sendLatest(what, record);
    writer.commit();
  }

  /**
   * Writes what is the latest of one thing from now on, where that is nobody's decision.
   *
   * @throws VigilException if it was not confirmed
   */
  void writeLatest(String what, OperationRecord record) {
    writer.begin();
    sendLatest(what, record);
    writer.commit();
  }

  private void sendLatest(String what, OperationRecord record) {
    writer.send(
        new ProducerRecord<>(
            control,
            0,
            ControlRecords.key(what, application).getBytes(StandardCharsets.UTF_8),
            writer.encode(record)));
  }

  @Override
  public void close() {
    writer.close();
  }
}
