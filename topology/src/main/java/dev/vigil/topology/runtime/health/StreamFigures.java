package dev.vigil.topology.runtime.health;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;

/**
 * What Kafka Streams' own metrics tell at their ordinary level.
 *
 * @param polls how often each thread has asked for records, by its name
 * @param unread records of an input that the consumer knows of and has not fetched yet; it is right
 *     about markers of transactions, and stands still with its thread
 * @param consumed records of an input that were processed
 */
record StreamFigures(
    Map<String, Double> polls,
    Map<TopicPartition, Double> unread,
    Map<TopicPartition, Double> consumed) {
  private static final Set<String> WANTED =
      Set.of("poll-total", "records-lag", "records-consumed-total");

  static StreamFigures of(Map<MetricName, ? extends Metric> metrics) {
    Map<String, Double> polls = new HashMap<>();
    Map<TopicPartition, Double> unread = new HashMap<>();
    Map<TopicPartition, Double> consumed = new HashMap<>();
    metrics.forEach(
        (name, metric) -> {
          if (!WANTED.contains(name.name()) || !(metric.metricValue() instanceof Double value)) {
            return;
          }
          Map<String, String> tags = name.tags();
          switch (name.group()) {
            case "stream-thread-metrics" -> polls.put(tag(tags, "thread-id"), value);
            case "consumer-fetch-manager-metrics" -> {
              // The same name stands for all partitions of a consumer together, too.
              if (tags.containsKey("partition")) {
                unread.put(partition(tags, tag(tags, "partition")), value);
              }
            }
            case "stream-topic-metrics" -> {
              String task = tag(tags, "task-id");
              consumed.merge(
                  partition(tags, task.substring(task.lastIndexOf('_') + 1)), value, Double::sum);
            }
            default -> {
              // The same name in a group of no interest here.
            }
          }
        });
    return new StreamFigures(polls, unread, consumed);
  }

  private static TopicPartition partition(Map<String, String> tags, String number) {
    return new TopicPartition(tag(tags, "topic"), Integer.parseInt(number));
  }

  private static String tag(Map<String, String> tags, String name) {
    return tags.getOrDefault(name, "");
  }
}
