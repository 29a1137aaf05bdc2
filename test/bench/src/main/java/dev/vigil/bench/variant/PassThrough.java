package dev.vigil.bench.variant;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/** Copies bytes from topic to topic: what Kafka Streams costs when nothing is done. */
final class PassThrough {
  private PassThrough() {}

  static Topology topology(BaselineTopics topics) {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(topics.events(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .to(topics.permitted(), Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
    return builder.build();
  }
}
