package dev.vigil.topology.runtime.reprocess;

import dev.vigil.serdes.event.DeadLetterHeaders;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.replay.OffsetSet;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a topic became dead letters. A run leaves them out: their replay brings them to
 * all outputs, so that sent by a run as well they would come to its outputs twice.
 */
final class DeadLettered {
  /** What memory has to hold is a range or less for each. */
  private static final int MOST = 2_000_000;

  private final String topic;
  private final Map<Integer, OffsetSet> offsets = new HashMap<>();
  private int count;

  DeadLettered(String topic) {
    this.topic = topic;
  }

  /** Takes a record of {@code fhir.dlq}, which anybody may have written. */
  void take(ConsumerRecord<byte[], byte[]> letter) {
    if (!topic.equals(text(letter, DeadLetterHeaders.TOPIC))) {
      return;
    }
    String partition = text(letter, DeadLetterHeaders.PARTITION);
    String offset = text(letter, DeadLetterHeaders.OFFSET);
    if (partition == null
        || offset == null
        || !partition.matches("\\d{1,9}")
        || !offset.matches("\\d{1,18}")) {
      return;
    }
    if (++count > MOST) {
      throw new VigilException(
          ExitCode.NOT_PROVEN,
          "More than %d dead letters stand in the way: replay them first, or take a narrower --from"
              .formatted(MOST),
          null);
    }
    offsets
        .computeIfAbsent(Integer.parseInt(partition), one -> new OffsetSet())
        .add(Long.parseLong(offset));
  }

  boolean contains(int partition, long offset) {
    OffsetSet set = offsets.get(partition);
    return set != null && set.contains(offset);
  }

  private static @Nullable String text(ConsumerRecord<byte[], byte[]> letter, String name) {
    Header header = letter.headers().lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
