package dev.vigil.example;

import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.example.Pager.PagerUnavailableException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads clinical.alerts and pages. An alert is handled first, then remembered as handled, then its
 * offset is committed: a crash anywhere in between loses nothing. A record that cannot be read
 * stops the consumer with Kafka's RecordDeserializationException; have its end page an operator,
 * and never skip a record: it may be a critical value.
 */
public final class AlertConsumer implements AutoCloseable {
  private final KafkaConsumer<String, CriticalLabAlert> consumer;
  private final Pager pager;
  private final HandledRevisions handled;

  /**
   * A consumer of one topic.
   *
   * @param connection bootstrap.servers, schema.registry.url, group.id and what security needs
   * @param topic clinical.alerts, with the prefix of the installation
   */
  public AlertConsumer(
      Map<String, Object> connection, String topic, Pager pager, HandledRevisions handled) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, KafkaAvroDeserializer.class);
    settings.put("specific.avro.reader", true);
    // Without it, records of transactions that were rolled back page people.
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // A new group begins with what stands, not with what comes after it.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // So few that paging them all stays within max.poll.interval.ms.
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 50);
    this.consumer = new KafkaConsumer<>(settings);
    this.pager = pager;
    this.handled = handled;
    consumer.subscribe(List.of(topic));
  }

  /**
   * Handles what has arrived.
   *
   * @param patience how long to wait for something
   * @return whether all of it was handled; false: the pager does not answer, call again later
   */
  public boolean poll(Duration patience) {
    ConsumerRecords<String, CriticalLabAlert> records = consumer.poll(patience);
    boolean all = true;
    for (TopicPartition partition : records.partitions()) {
      all &= handle(partition, records.records(partition));
    }
    return all;
  }

  private boolean handle(
      TopicPartition partition, List<ConsumerRecord<String, CriticalLabAlert>> records) {
    for (ConsumerRecord<String, CriticalLabAlert> record : records) {
      try {
        handle(record.value());
      } catch (PagerUnavailableException e) {
        // Neither this alert nor those behind it: within a patient the order counts.
        consumer.seek(partition, record.offset());
        return false;
      }
      try {
        consumer.commitSync(Map.of(partition, new OffsetAndMetadata(record.offset() + 1)));
      } catch (CommitFailedException | RebalanceInProgressException e) {
        // Another instance may have the partition by now, and gets this record again, with the same
        // key. If the partition stays here, it goes on behind what was handled.
        if (consumer.assignment().contains(partition)) {
          consumer.seek(partition, record.offset() + 1);
        }
        return false;
      }
    }
    return true;
  }

  private void handle(CriticalLabAlert alert) throws PagerUnavailableException {
    String key = HandledRevisions.key(alert);
    if (handled.contains(key)) {
      return;
    }
    switch (alert.getStatus()) {
      case RETRACTED -> pager.withdraw(key, alert);
      // UNKNOWN: a status that a newer Vigil writes and this program does not know. The field page
      // says what to do all the same, and the line in display is readable without it.
      case RAISED, UPDATED, ESCALATED, UNKNOWN -> {
        if (alert.getPage()) {
          pager.page(key, alert);
        } else {
          pager.show(key, alert);
        }
      }
    }
    handled.add(key);
  }

  /** Ends a poll that waits, from another thread. */
  public void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
