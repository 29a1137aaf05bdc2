package dev.vigil.topology.runtime;

import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.domain.budget.BudgetUse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * A failure budget that was spent and that no operator has acknowledged since, as {@code
 * vigil.control} tells it to all instances.
 *
 * @param at when
 * @param instance that stopped
 * @param details what was counted, by the names that {@link #details} gives
 */
public record SpentBudget(Instant at, String instance, Map<String, String> details) {
  private static final String REASON = "reason.";
  private static final String UNKNOWN = "?";

  /**
   * Asks the topic.
   *
   * @return empty: instances may start
   * @throws VigilException if the topic is missing or cannot be read
   */
  public static Optional<SpentBudget> read(
      Configuration configuration, ClusterAdmin cluster, Registry registry) {
    String topic = new TopicCatalogue(configuration.vigil()).control().name();
    TopicCheck.requireSingle(cluster, topic);
    byte[] key = key(configuration);
    AtomicReference<ConsumerRecord<byte[], byte[]>> latest = new AtomicReference<>();
    try (CommittedRecords records = new CommittedRecords(configuration)) {
      // A budget that another instance spends just now must keep this one from starting.
      records.readWritten(
          records.allWritten(cluster, List.of(new TopicPartition(topic, 0))),
          record -> {
            if (Arrays.equals(record.key(), key)) {
              latest.set(record);
            }
          });
    } catch (KafkaException e) {
      throw cluster.failure(e);
    }
    ConsumerRecord<byte[], byte[]> record = latest.get();
    if (record == null || record.value() == null) {
      return Optional.empty();
    }
    OperationRecord operation =
        new OutputRecords<OperationRecord>(registry, OperationRecord.getClassSchema()).read(record);
    // What a newer release says there, this one cannot know: only an acknowledgement lets it start.
    return operation.getOperation() == Operation.FAILURE_BUDGET_ACKNOWLEDGED
        ? Optional.empty()
        : Optional.of(
            new SpentBudget(operation.getAt(), operation.getSubject(), operation.getDetails()));
  }

  /** Key of this application's budget in {@code vigil.control}. */
  static byte[] key(Configuration configuration) {
    return ("failure-budget/" + configuration.vigil().applicationId())
        .getBytes(StandardCharsets.UTF_8);
  }

  /** What an instance tells of a budget that it has spent: counts and codes. */
  static Map<String, String> details(BudgetUse use) {
    Map<String, String> details = new TreeMap<>();
    details.put("dead-letters", Long.toString(use.deadLetters()));
    details.put("records", Long.toString(use.records()));
    details.put("limit", Integer.toString(use.limits().deadLetters()));
    details.put("percent", Integer.toString(use.limits().percent()));
    details.put("window", use.limits().window().toString());
    details.put("version", Version.current());
    use.byReason().forEach((reason, count) -> details.put(REASON + reason, Long.toString(count)));
    return details;
  }

  /** What happened, on one line. */
  public String text() {
    return "%s dead letters of category processing or schema (%s) among %s records within %s, written by %s, Vigil %s, at %s"
        .formatted(
            detail("dead-letters"),
            byReason().entrySet().stream()
                .map((Map.Entry<String, String> one) -> one.getKey() + " " + one.getValue())
                .collect(Collectors.joining(", ")),
            detail("records"),
            detail("window"),
            instance,
            detail("version"),
            at);
  }

  /** How many of which reason. */
  public SortedMap<String, String> byReason() {
    SortedMap<String, String> reasons = new TreeMap<>();
    details.forEach(
        (name, count) -> {
          if (name.startsWith(REASON)) {
            reasons.put(name.substring(REASON.length()), count);
          }
        });
    return reasons;
  }

  private String detail(String name) {
    return details.getOrDefault(name, UNKNOWN);
  }
}
