package dev.vigil.topology.runtime.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.topology.runtime.Coordinates;
import dev.vigil.topology.runtime.deadletter.DeadLetterFilter.Source;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a dead letter's headers say, whoever wrote them, and which ones an operator means. */
class DeadLetterFilterTest {
  private static final Instant ARRIVED = Instant.parse("2026-01-15T12:00:00Z");
  private static final Instant WRITTEN = Instant.parse("2026-01-15T12:00:05Z");

  private final Map<String, @Nullable String> headers = new LinkedHashMap<>();

  DeadLetterFilterTest() {
    headers.put("traceparent", "00-1");
    headers.put("vigil.dlq.reason", "wrong-patient");
    headers.put("vigil.dlq.category", "identity");
    headers.put("vigil.dlq.location", "resource.subject");
    headers.put("vigil.dlq.topic", "fhir.events");
    headers.put("vigil.dlq.partition", "3");
    headers.put("vigil.dlq.offset", "1234");
    headers.put("vigil.dlq.timestamp", Long.toString(ARRIVED.toEpochMilli()));
    headers.put("vigil.dlq.version", "0.1.0-SNAPSHOT");
    headers.put("vigil.dlq.attempt", "0");
  }

  @Test
  void tellsWhatVigilWrote() {
    DeadLetter letter = letter();

    assertThat(letter.malformed()).isEmpty();
    assertThat(letter.coordinates()).hasToString("fhir.dlq:1:77");
    assertThat(letter.knownReason()).contains(DeadLetterReason.WRONG_PATIENT);
    assertThat(letter.category()).isEqualTo("identity");
    assertThat(letter.location()).isEqualTo("resource.subject");
    assertThat(letter.source()).isEqualTo(new Coordinates("fhir.events", 3, 1234));
    assertThat(letter.origin()).as("stood first where it failed").isEqualTo(letter.source());
    assertThat(letter.time()).isEqualTo(ARRIVED);
    assertThat(letter.version()).isEqualTo("0.1.0-SNAPSHOT");
    assertThat(letter.attempt()).hasValue(0);
    assertThat(letter.ownHeaders()).extracting(Header::key).containsExactly("traceparent");
  }

  @Test
  void aReplayThatFailedAgainTellsWhereItStoodFirst() {
    headers.put("vigil.dlq.topic", "fhir.replay");
    headers.put("vigil.dlq.attempt", "2");
    headers.put("vigil.origin", "fhir.events:3:1234");

    DeadLetter letter = letter();

    assertThat(letter.malformed()).isEmpty();
    assertThat(letter.source()).hasToString("fhir.replay:3:1234");
    assertThat(letter.origin()).hasToString("fhir.events:3:1234");
    assertThat(letter.attempt()).hasValue(2);
  }

  @Test
  void aReasonOfANewerReleaseIsKept() {
    headers.put("vigil.dlq.reason", "not-invented-yet");

    assertThat(letter().reason()).isEqualTo("not-invented-yet");
    assertThat(letter().knownReason()).isEqualTo(Optional.empty());
    assertThat(letter().malformed()).isEmpty();
  }

  @Test
  void whatSomebodyElseWroteWithoutHeadersIsShownAsSuch() {
    headers.clear();

    DeadLetter letter = letter();

    assertThat(letter.malformed())
        .containsExactlyInAnyOrder(
            "vigil.dlq.reason",
            "vigil.dlq.category",
            "vigil.dlq.version",
            "vigil.dlq.timestamp",
            "vigil.dlq.attempt",
            "vigil.dlq.topic",
            "vigil.dlq.partition",
            "vigil.dlq.offset");
    assertThat(letter.reason()).isNull();
    assertThat(letter.origin()).isNull();
    assertThat(letter.attempt()).isEmpty();
    assertThat(letter.time()).as("no filter by time hides it").isEqualTo(WRITTEN);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          vigil.dlq.reason,    Müller
          vigil.dlq.reason,    Patient/p1 is wrong
          vigil.dlq.reason,    ''
          vigil.dlq.category,  IDENTITY
          vigil.dlq.location,  '\u001b[2J'
          vigil.dlq.topic,     a b
          vigil.dlq.topic,     a:b
          vigil.dlq.partition, -1
          vigil.dlq.partition, 99999999999
          vigil.dlq.offset,    1e3
          vigil.dlq.offset,    99999999999999999999999999999999
          vigil.dlq.offset,    ١٢
          vigil.dlq.timestamp, yesterday
          vigil.dlq.version,   '<script>'
          vigil.dlq.attempt,   -1
          vigil.dlq.attempt,   4294967296
          vigil.origin,        fhir.events
          vigil.origin,        fhir.events:1:2:three
          """)
  void aHostileHeaderIsNamedAndNotBelieved(String name, String value) {
    headers.put(name, value);

    DeadLetter letter = letter();

    assertThat(letter.malformed()).containsExactly(name);
    assertThat(
            List.of(
                String.valueOf(letter.reason()),
                String.valueOf(letter.category()),
                String.valueOf(letter.location()),
                String.valueOf(letter.version()),
                String.valueOf(letter.origin())))
        .doesNotContain(value);
  }

  @Test
  void headersWithoutValueNotInUtf8OrEnormousAreMalformed() {
    headers.put("vigil.dlq.reason", null);
    assertThat(letter().malformed()).containsExactly("vigil.dlq.reason");

    headers.put("vigil.dlq.reason", "x".repeat(1_000_000));
    assertThat(letter().malformed()).containsExactly("vigil.dlq.reason");

    RecordHeaders broken = recordHeaders();
    broken.add("vigil.dlq.reason", new byte[] {(byte) 0xC3, 0x28});
    assertThat(letter(broken).malformed()).containsExactly("vigil.dlq.reason");
  }

  @Test
  void everyPartOfAFilterMustHold() {
    assertThat(DeadLetterFilter.ALL.test(letter())).isTrue();
    assertThat(reason("wrong-patient", "identity").test(letter())).isTrue();
    assertThat(reason("wrong-patient", "fhir").test(letter())).isFalse();
    assertThat(reason("null-value", "identity").test(letter())).isFalse();
  }

  @Test
  void timesAreThoseOfTheFirstArrival() {
    assertThat(between(ARRIVED, ARRIVED.plusMillis(1)).test(letter())).isTrue();
    assertThat(between(ARRIVED.plusMillis(1), WRITTEN).test(letter())).isFalse();
    assertThat(between(Instant.EPOCH, ARRIVED).test(letter())).as("until is exclusive").isFalse();
  }

  @Test
  void aPatientIsARecordKey() {
    assertThat(patient("p1").test(letter())).isTrue();
    assertThat(patient("p").test(letter())).isFalse();
    assertThat(patient("p1").test(new DeadLetter(record(recordHeaders(), null)))).isFalse();
  }

  @Test
  void aSourceIsFoundByTheFirstPlaceAndByTheLast() {
    headers.put("vigil.dlq.topic", "fhir.replay");
    headers.put("vigil.dlq.offset", "5");
    headers.put("vigil.origin", "fhir.events:3:1234");

    assertThat(source("fhir.events", 3, 1234, 1234)).isTrue();
    assertThat(source("fhir.replay", null, 0, 5)).isTrue();
    assertThat(source(null, 3, 1200, Long.MAX_VALUE)).isTrue();
    assertThat(source("fhir.events", null, 0, 5)).as("no mixture of both").isFalse();
    assertThat(source("fhir.events", 2, 0, Long.MAX_VALUE)).isFalse();
    headers.clear();
    assertThat(source("fhir.events", null, 0, Long.MAX_VALUE)).as("not told").isFalse();
  }

  @Test
  void aPlaceIsTheDeadLettersOwn() {
    assertThat(DeadLetterFilter.at(Set.of(new Place(1, 77))).test(letter())).isTrue();
    assertThat(DeadLetterFilter.at(Set.of(new Place(3, 1234))).test(letter())).isFalse();
    assertThat(Place.parse("1:77")).isEqualTo(new Place(1, 77));
    assertThat(Place.parse("1:77:1")).isNull();
    assertThat(Place.parse("-1:7")).isNull();
  }

  private static DeadLetterFilter reason(String reason, String category) {
    return new DeadLetterFilter(
        Set.of(reason), Set.of(category), null, null, null, Source.ANY, Set.of());
  }

  private static DeadLetterFilter between(Instant since, Instant until) {
    return new DeadLetterFilter(Set.of(), Set.of(), since, until, null, Source.ANY, Set.of());
  }

  private static DeadLetterFilter patient(String key) {
    return new DeadLetterFilter(
        Set.of(), Set.of(), null, null, key.getBytes(UTF_8), Source.ANY, Set.of());
  }

  private boolean source(
      @Nullable String topic, @Nullable Integer partition, long first, long last) {
    return new DeadLetterFilter(
            Set.of(),
            Set.of(),
            null,
            null,
            null,
            new Source(topic, partition, first, last),
            Set.of())
        .test(letter());
  }

  static DeadLetter withReason(String reason) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("vigil.dlq.reason", reason.getBytes(UTF_8));
    return letter(headers);
  }

  private DeadLetter letter() {
    return letter(recordHeaders());
  }

  private static DeadLetter letter(RecordHeaders headers) {
    return new DeadLetter(record(headers, "p1"));
  }

  private static ConsumerRecord<byte[], byte[]> record(
      RecordHeaders headers, @Nullable String key) {
    return new ConsumerRecord<>(
        "fhir.dlq",
        1,
        77,
        WRITTEN.toEpochMilli(),
        TimestampType.CREATE_TIME,
        2,
        3,
        key == null ? null : key.getBytes(UTF_8),
        "{}".getBytes(UTF_8),
        headers,
        Optional.empty());
  }

  private RecordHeaders recordHeaders() {
    RecordHeaders made = new RecordHeaders();
    headers.forEach((name, value) -> made.add(name, value == null ? null : value.getBytes(UTF_8)));
    return made;
  }
}
