package dev.vigil.topology.runtime.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.topology.domain.health.Place;
import dev.vigil.topology.domain.health.ThreadLook;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rocksdb.RocksDB;

/** What a thread is at, by its stack. */
class StreamThreadsTest {
  @ParameterizedTest
  @CsvSource({
    "org.rocksdb.RocksDB, STATE",
    "org.apache.kafka.clients.producer.internals.BufferPool, BROKERS",
    "org.apache.kafka.clients.consumer.KafkaConsumer, INPUT",
    "io.confluent.kafka.schemaregistry.client.rest.RestService, REGISTRY",
    "dev.vigil.topology.pipeline.Emission, WORK",
    "org.apache.kafka.clients.NetworkClient,",
    "org.apache.kafka.streams.state.internals.RocksDBStore,",
    "java.lang.Object,"
  })
  void tellsThePlaceByTheCaller(String type, @Nullable Place place) {
    assertThat(StreamThreads.place(type)).isEqualTo(place);
  }

  @Test
  void theNamesAreThoseOfTheLibraries() {
    // Renamed classes would make every thread seem to be at work.
    assertThat(StreamThreads.place(RocksDB.class.getName())).isEqualTo(Place.STATE);
    assertThat(StreamThreads.place(KafkaProducer.class.getName())).isEqualTo(Place.BROKERS);
    assertThat(StreamThreads.place(KafkaConsumer.class.getName())).isEqualTo(Place.INPUT);
  }

  @Test
  void looksAtAThreadByName() {
    StreamThreads threads = new StreamThreads();
    String name = Thread.currentThread().getName();

    threads.look(Set.of(name), System.nanoTime());
    ThreadLook look = threads.look(Set.of(name), System.nanoTime()).get(name);

    assertThat(look).isNotNull();
    assertThat(look.place()).isEqualTo(Place.WORK);
    assertThat(look.at()).isEqualTo("StreamThreads.look");
    assertThat(look.cpu()).isBetween(0.0, 1.0);
  }

  @Test
  void aThreadThatIsGoneIsNowhere() {
    ThreadLook look = new StreamThreads().look(Set.of("gone"), 0).get("gone");

    assertThat(look).isNotNull();
    assertThat(look.at()).isEqualTo("an unknown place");
    assertThat(look.cpu()).isNaN();
  }
}
