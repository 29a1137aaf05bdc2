package dev.vigil.config.topics;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A topic Vigil reads or writes.
 *
 * @param name the full name, prefix included
 * @param role what Vigil does with it
 * @param key what the record key is, for people
 * @param value what the record value is, for people
 * @param cleanup how old records leave
 * @param retention the recommended retention by age, of changelogs the one Kafka Streams sets;
 *     null: kept until compacted
 * @param partitions how many partitions it has
 * @param logAppendTime whether the broker must stamp records ({@code
 *     message.timestamp.type=LogAppendTime}): inputs only, Vigil's notion of arrival
 * @param maxMessageBytes what {@code max.message.bytes} must be: of inputs no larger, of outputs no
 *     smaller; null: any
 * @param optional whether it is there only because a setting asks for it
 */
public record Topic(
    String name,
    TopicRole role,
    String key,
    String value,
    Cleanup cleanup,
    @Nullable Duration retention,
    PartitionRule partitions,
    boolean logAppendTime,
    @Nullable Integer maxMessageBytes,
    boolean optional) {

  /** The topic's settings under Kafka's names, to create it or to compare it with a cluster's. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("cleanup.policy", cleanup.policy());
    if (retention != null) {
      settings.put("retention.ms", Long.toString(retention.toMillis()));
    }
    if (logAppendTime) {
      settings.put("message.timestamp.type", "LogAppendTime");
    }
    if (maxMessageBytes != null) {
      settings.put("max.message.bytes", Integer.toString(maxMessageBytes));
    }
    return settings;
  }
}
