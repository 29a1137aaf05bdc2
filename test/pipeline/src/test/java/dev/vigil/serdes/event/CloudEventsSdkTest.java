package dev.vigil.serdes.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.Encoding;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.CloudEventSerializer;
import io.cloudevents.kafka.PartitionKeyExtensionInterceptor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** We read what the CloudEvents SDK writes. */
class CloudEventsSdkTest {

  static Stream<Arguments> bindingsAndContentTypes() {
    return Stream.of(Encoding.values())
        .flatMap(
            encoding ->
                Stream.of("application/fhir+json", "application/json", "application/octet-stream")
                    .map(type -> Arguments.of(encoding, type)));
  }

  @ParameterizedTest
  @MethodSource("bindingsAndContentTypes")
  void everyAttributeArrives(Encoding encoding, String contentType) {
    ChangeEvent event =
        SampleRecord.event(
            written(
                encoding,
                base().withData(contentType, SampleRecord.bytes(SampleRecord.RESOURCE)).build()));

    assertThat(event.eventId()).isEqualTo("e1");
    assertThat(event.source()).isEqualTo("https://lis.example.org/labs?site=2");
    assertThat(event.eventType()).isEqualTo("observation.created");
    assertThat(event.resourceType()).isEqualTo("Observation");
    assertThat(event.resourceId()).isEqualTo("o1");
    assertThat(event.patientId()).isEqualTo("p1");
    assertThat(event.tenant()).isEqualTo("north");
    assertThat(event.requestId()).isEqualTo("r1");
    assertThat(event.timestamp()).isEqualTo("2026-01-15T11:00:00.123Z");
    assertThat(event.resource()).isNotNull();
    assertThat(new String(event.resource().json(), StandardCharsets.UTF_8))
        .isEqualTo(SampleRecord.RESOURCE);
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void withoutDataItIsAnIdOnlyNotice(Encoding encoding) {
    assertThat(SampleRecord.event(written(encoding, base().build())).idOnly()).isTrue();
  }

  /** The SDK's interceptor makes the whole partitionkey the record's key. */
  @Test
  void withTenantsThePartitionKeyIsTheRecordKey() {
    CloudEvent event =
        CloudEventBuilder.from(base().build()).withExtension("partitionkey", "north|p1").build();
    ProducerRecord<Object, CloudEvent> keyed =
        new PartitionKeyExtensionInterceptor()
            .onSend(new ProducerRecord<>(SampleRecord.TOPIC, null, event));
    SampleRecord record = new SampleRecord().keyed(String.valueOf(keyed.key()));
    byte[] value = serializer(Encoding.BINARY).serialize(SampleRecord.TOPIC, record.headers, event);

    Decoded decoded =
        new ChangeEventDecoder(SampleRecord.settings(true), new SampleSchemas())
            .decode(record.valued(value));

    assertThat(SampleRecord.describe(decoded)).isEqualTo("event");
    assertThat(((ChangeEvent) decoded).patientId()).isEqualTo("p1");
    assertThat(((ChangeEvent) decoded).tenant()).isEqualTo("north");
  }

  private static CloudEventBuilder base() {
    return CloudEventBuilder.v1()
        .withId("e1")
        .withSource(URI.create("https://lis.example.org/labs?site=2"))
        .withType("observation.created")
        .withSubject("Observation/o1")
        .withTime(OffsetDateTime.parse("2026-01-15T12:00:00.123+01:00"))
        .withExtension("partitionkey", "p1")
        .withExtension("tenant", "north")
        .withExtension("requestid", "r1");
  }

  private static InputRecord written(Encoding encoding, CloudEvent event) {
    Headers headers = new RecordHeaders();
    byte[] value = serializer(encoding).serialize(SampleRecord.TOPIC, headers, event);
    SampleRecord record = new SampleRecord();
    headers.forEach(record.headers::add);
    return record.valued(value);
  }

  private static CloudEventSerializer serializer(Encoding encoding) {
    CloudEventSerializer serializer = new CloudEventSerializer();
    Map<String, Object> settings =
        encoding == Encoding.BINARY
            ? Map.of(CloudEventSerializer.ENCODING_CONFIG, encoding)
            : Map.of(
                CloudEventSerializer.ENCODING_CONFIG,
                encoding,
                CloudEventSerializer.EVENT_FORMAT_CONFIG,
                JsonFormat.CONTENT_TYPE);
    serializer.configure(settings, false);
    return serializer;
  }
}
