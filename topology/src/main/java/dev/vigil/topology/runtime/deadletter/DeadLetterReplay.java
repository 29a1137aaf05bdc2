package dev.vigil.topology.runtime.deadletter;

import dev.vigil.avro.Operation;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.encryption.NotDecryptableException;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.CommittedRecords.Range;
import dev.vigil.topology.runtime.Coordinates;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.StreamsSettings;
import dev.vigil.topology.runtime.TopicCheck;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.replay.Pace;
import dev.vigil.topology.runtime.replay.ReplaySender;
import dev.vigil.topology.runtime.replay.ReplaySender.Source;
import dev.vigil.topology.runtime.replay.SentRecords;
import dev.vigil.topology.runtime.replay.SentRecordsReader;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Sends dead letters to {@code fhir.replay}, in the order in which they stand: those of a patient
 * stand in one partition. One that was replayed too often goes to the parking topic instead. What
 * {@code vigil.operations} says was sent is not sent again, so a replay that was interrupted goes
 * on where it ended.
 */
public final class DeadLetterReplay {
  /** What the headers of a record, and the batch it stands in, take beside names and values. */
  private static final int RECORD_OVERHEAD_BYTES = 512;

  private static final int HEADER_OVERHEAD_BYTES = 8;

  private final Configuration configuration;
  private final ClusterAdmin cluster;
  private final Registry registry;
  private final InstantSource clock;
  private final DeadLetters letters;
  private final DeadLetterValues values;
  private final Request request;
  private final Map<TopicPartition, Range> ranges;
  private final String parking;

  /**
   * What an operator asks for.
   *
   * @param filter which dead letters
   * @param parked whether they are in the parking topic: then they count as never replayed
   * @param maxAttempts how often a record is replayed before it is parked
   * @param again whether what was replayed before is sent once more
   */
  public record Request(DeadLetterFilter filter, boolean parked, int maxAttempts, boolean again) {}

  /**
   * For the dead letters there are now: what comes later, as one that fails again, is left.
   *
   * @throws VigilException if topics are missing, or the brokers cannot be reached
   */
  public DeadLetterReplay(
      Configuration configuration,
      ClusterAdmin cluster,
      Registry registry,
      InstantSource clock,
      DeadLetters letters,
      DeadLetterValues values,
      Request request) {
    this.configuration = configuration;
    this.cluster = cluster;
    this.registry = registry;
    this.clock = clock;
    this.letters = letters;
    this.values = values;
    this.request = request;
    this.ranges = letters.ranges(request.filter());
    this.parking = new TopicCatalogue(configuration.vigil()).parked().name();
  }

  /** How many offsets are read; see {@link DeadLetters#size}. */
  public long size() {
    return DeadLetters.size(ranges);
  }

  /**
   * What would be done.
   *
   * @param read is told of every record that was read
   */
  public ReplayTally plan(LongConsumer read) {
    ReplayTally tally = new ReplayTally();
    SentRecords before = sentBefore();
    letters.read(
        ranges,
        request.filter(),
        read,
        letter -> {
          tally.add(letter, fate(letter, before));
          return true;
        });
    return tally;
  }

  /**
   * Does it.
   *
   * @param by the operator
   * @param read is told of every record that was read
   * @throws VigilException if it ends before all is done: what was sent by then is recorded
   */
  public ReplayTally send(String by, Pace pace, LongConsumer read) {
    if (!request.parked() && cluster.partitions(parking).isEmpty()) {
      throw new VigilException(ExitCode.TOPICS, TopicCheck.missing(parking), null);
    }
    ReplaySender.Job job =
        new ReplaySender.Job(
            "dlq replay", Operation.DEAD_LETTERS_REPLAYED, by, letters.topic(), Map.of());
    ReplayTally tally = new ReplayTally();
    try (ReplaySender sender =
        new ReplaySender(configuration, cluster, registry, job, pace, clock)) {
      // Asked again: from here on no other replay can send unnoticed.
      SentRecords before = sentBefore();
      letters.read(
          ranges,
          request.filter(),
          read,
          letter -> {
            Fate fate = fate(letter, before);
            tally.add(letter, fate);
            move(letter, fate, sender);
            return true;
          });
      sender.finish();
    }
    return tally;
  }

  private SentRecords sentBefore() {
    return SentRecordsReader.read(
        configuration, cluster, registry, Operation.DEAD_LETTERS_REPLAYED, letters.topic());
  }

  private Fate fate(DeadLetter letter, SentRecords before) {
    ConsumerRecord<byte[], byte[]> record = letter.record();
    if (!request.again() && before.contains(record.topic(), record.partition(), record.offset())) {
      return Fate.DONE_BEFORE;
    }
    if (!letter.malformed().isEmpty() || letter.source() == null) {
      return Fate.NOT_OF_VIGIL;
    }
    if (letter.isLeftOut()) {
      return Fate.TOO_LARGE;
    }
    if (attempt(letter) >= request.maxAttempts()) {
      return Fate.PARK;
    }
    if (!isDecryptable(letter)) {
      return Fate.NOT_DECRYPTABLE;
    }
    // Encrypted it is a little larger than it came.
    return size(letter) > StreamsSettings.largestRecord(configuration.vigil())
        ? Fate.TOO_LARGE
        : Fate.SEND;
  }

  private boolean isDecryptable(DeadLetter letter) {
    try {
      values.of(letter);
      return true;
    } catch (NotDecryptableException e) {
      return false;
    }
  }

  private void move(DeadLetter letter, Fate fate, ReplaySender sender) {
    ConsumerRecord<byte[], byte[]> record = letter.record();
    Source source =
        new Source(new TopicPartition(record.topic(), record.partition()), record.offset());
    if (fate == Fate.SEND) {
      Coordinates stood = letter.source();
      sender.send(
          record.key(),
          values.require(letter),
          ReplayedRecord.headers(letter, attempt(letter)),
          stood == null ? 0 : stood.partition(),
          source);
    } else if (fate == Fate.PARK) {
      sender.sendTo(
          new ProducerRecord<>(parking, null, record.key(), record.value(), record.headers()),
          source);
    }
  }

  private int attempt(DeadLetter letter) {
    return request.parked() ? 0 : letter.attempt().orElse(0);
  }

  private static long size(DeadLetter letter) {
    ConsumerRecord<byte[], byte[]> record = letter.record();
    long size = RECORD_OVERHEAD_BYTES + (long) size(record.key()) + size(record.value());
    for (Header header : record.headers()) {
      size += HEADER_OVERHEAD_BYTES + 3L * header.key().length() + size(header.value());
    }
    return size;
  }

  private static int size(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
