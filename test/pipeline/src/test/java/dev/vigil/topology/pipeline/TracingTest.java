package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.topology.runtime.tracing.Spans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.testing.time.TestClock;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** One trace from the producer to whoever is paged, whatever happens to the record in between. */
class TracingTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PRODUCER_SPAN = "00f067aa0ba902b7";
  private static final String SAMPLED = "00-" + TRACE + "-" + PRODUCER_SPAN + "-01";
  private static final String NOT_SAMPLED = "00-" + TRACE + "-" + PRODUCER_SPAN + "-00";
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("vigil.outcome");
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("vigil.reason");

  /** What a trace must not tell. */
  private static final String PATIENT = "patient-7f3a91";

  private static final String RESULT = "result-c044";

  @TempDir Path state;

  private final InMemorySpanExporter exported = InMemorySpanExporter.create();
  private final TestClock clock = TestClock.create();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder()
          .setClock(clock)
          .setSampler(Sampler.parentBased(Sampler.alwaysOn()))
          .addSpanProcessor(SimpleSpanProcessor.create(exported))
          .build();
  private final Spans spans = new Spans(provider.get("test"), clock, "vigil");
  private @Nullable PipelineDriver running;

  @AfterEach
  void close() {
    if (running != null) {
      running.close();
    }
    provider.close();
  }

  private PipelineDriver start(Around around, String... settings) {
    PipelineDriver started = PipelineDriver.traced(state, around, settings);
    running = started;
    return started;
  }

  private PipelineDriver start(String... settings) {
    return start(spans, settings);
  }

  /** Traced, and with a defect in it. */
  private Around broken(UnaryOperator<Step> defect) {
    return new Around() {
      @Override
      public Step step(Step step) {
        return spans.step(defect.apply(step));
      }

      @Override
      public Step first(Step step) {
        return spans.first(defect.apply(step));
      }
    };
  }

  private static Headers trace(String traceparent) {
    return new RecordHeaders()
        .add("traceparent", traceparent.getBytes(UTF_8))
        .add("tracestate", "ehr=7".getBytes(UTF_8));
  }

  private static SampleEvent critical() {
    return potassium(PATIENT, RESULT, 1, "7.1");
  }

  private static void send(PipelineDriver pipeline, SampleEvent event, Headers headers) {
    pipeline.send("fhir.events", PATIENT, event.json(), headers);
  }

  /** The span of a record, of which there must be one since the last call, and those below it. */
  private SpanData record() {
    return only(spans().stream().filter(span -> span.getKind() == SpanKind.CONSUMER).toList());
  }

  private List<SpanData> spans() {
    return exported.getFinishedSpanItems();
  }

  private List<String> stepsOf(SpanData record) {
    return spans().stream()
        .filter(span -> span.getParentSpanId().equals(record.getSpanId()))
        .map(SpanData::getName)
        .toList();
  }

  private static String context(SpanData span) {
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01";
  }

  private static @Nullable String traceparent(TestRecord<byte[], byte[]> output) {
    return PipelineDriver.header(output, "traceparent");
  }

  private static CriticalLabAlert alert(TestRecord<byte[], byte[]> output) {
    return PipelineDriver.decode(output.value(), CriticalLabAlert.class);
  }

  /** What the steps log meanwhile. */
  private static List<ILoggingEvent> logged(Runnable work) {
    Logger steps = (Logger) LoggerFactory.getLogger(StepProcessor.class);
    ListAppender<ILoggingEvent> appender =
        new ListAppender<>() {
          @Override
          protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing();
            super.append(event);
          }
        };
    appender.start();
    steps.addAppender(appender);
    try {
      work.run();
    } finally {
      steps.detachAppender(appender);
    }
    return appender.list;
  }

  private static <T> T only(List<T> items) {
    assertThat(items).hasSize(1);
    return items.get(0);
  }

  @Test
  void aTraceLeadsFromTheProducerThroughEachStepToTheAlert() {
    PipelineDriver pipeline =
        start("vigil.inputs.acks=true", "vigil.outputs.treatment.purpose=TREAT");
    send(pipeline, critical(), trace(SAMPLED));

    SpanData record = record();
    assertThat(record.getName()).isEqualTo("process fhir.events");
    assertThat(record.getTraceId()).isEqualTo(TRACE);
    assertThat(record.getParentSpanId()).isEqualTo(PRODUCER_SPAN);
    assertThat(record.getAttributes().asMap())
        .containsEntry(AttributeKey.stringKey("messaging.system"), "kafka")
        .containsEntry(AttributeKey.stringKey("messaging.destination.name"), "fhir.events")
        .containsEntry(AttributeKey.stringKey("messaging.destination.partition.id"), "0")
        .containsEntry(AttributeKey.longKey("messaging.kafka.offset"), 0L)
        .containsEntry(OUTCOME, "permitted");
    assertThat(stepsOf(record))
        .containsExactly(
            "decode",
            "recognise-duplicates",
            "order",
            "patient-facts",
            "consent-decisions",
            "critical-lab",
            "alert-life-cycle",
            "escalation",
            "emit");
    assertThat(spans()).allMatch(SpanData::hasEnded).hasSize(10);

    for (String topic : List.of("clinical.alerts", "fhir.permitted.treatment", "fhir.audit")) {
      var output = only(pipeline.raw(topic));
      assertThat(traceparent(output)).as(topic).isEqualTo(context(record));
      assertThat(PipelineDriver.header(output, "tracestate")).as(topic).isEqualTo("ehr=7");
      if (topic.equals("clinical.alerts")) {
        assertThat(alert(output).getOrigin().getTraceparent()).isEqualTo(context(record));
      }
    }
    assertThat(spans().toString()).doesNotContain(PATIENT, RESULT, "e-" + RESULT, "7.1");
    assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
  }

  @Test
  void anEscalationMinutesLaterBelongsToTheSameTrace() {
    PipelineDriver pipeline = start("vigil.inputs.acks=true");
    send(pipeline, critical(), trace(SAMPLED));
    SpanData record = record();
    pipeline.raw("clinical.alerts");
    exported.reset();

    pipeline.advance(Duration.ofMinutes(15));

    SpanData escalation = only(spans());
    assertThat(escalation.getName()).isEqualTo("escalate");
    assertThat(escalation.getTraceId()).isEqualTo(TRACE);
    assertThat(escalation.getParentSpanId()).isEqualTo(record.getSpanId());
    assertThat(escalation.getAttributes().get(OUTCOME)).isEqualTo("escalated");
    var output = only(pipeline.raw("clinical.alerts"));
    assertThat(alert(output).getStatus()).isEqualTo(AlertStatus.ESCALATED);
    assertThat(traceparent(output)).isEqualTo(context(escalation));
    assertThat(traceparent(only(pipeline.raw("vigil.operations")))).isEqualTo(context(escalation));
    assertThat(spans().toString()).doesNotContain(PATIENT, RESULT);
  }

  @Test
  void aDuplicateIsSeenWhereItWasRecognised() {
    PipelineDriver pipeline = start();
    send(pipeline, critical(), new RecordHeaders());
    exported.reset();
    send(pipeline, critical(), trace(SAMPLED));

    SpanData record = record();
    assertThat(record.getAttributes().get(OUTCOME)).isEqualTo("duplicate");
    assertThat(stepsOf(record)).containsExactly("decode", "recognise-duplicates", "emit");
    assertThat(spans().get(1).getAttributes().get(OUTCOME)).isEqualTo("duplicate");
  }

  @Test
  void aDeadLetterKeepsWhatWasSentAndItsReplayIsInTheSameTrace() {
    boolean[] defect = {true};
    PipelineDriver pipeline =
        start(
            broken(
                step ->
                    step.name().equals("critical-lab")
                        ? PlantedFault.before(step, () -> defect[0])
                        : step));
    List<ILoggingEvent> logged = logged(() -> send(pipeline, critical(), trace(SAMPLED)));
    SpanData failed = record();
    assertThat(only(logged).getMDCPropertyMap())
        .containsEntry("trace_id", TRACE)
        .containsEntry("span_id", failed.getSpanId());
    assertThat(failed.getAttributes().get(OUTCOME)).isEqualTo("dead-lettered");
    assertThat(failed.getAttributes().get(REASON)).isEqualTo("step-failed");
    SpanData step =
        only(spans().stream().filter(span -> span.getName().equals("critical-lab")).toList());
    assertThat(step.getStatus()).isEqualTo(StatusData.error());
    assertThat(step.getAttributes().get(AttributeKey.stringKey("error.type")))
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(spans().toString()).doesNotContain("planted", PATIENT);
    var letter = only(pipeline.deadLetters());
    assertThat(letter.headers().headers("traceparent")).hasSize(1);
    assertThat(traceparent(letter)).isEqualTo(SAMPLED);
    exported.reset();
    defect[0] = false;

    pipeline.sendBytes("fhir.replay", letter.key(), letter.value(), letter.headers());

    SpanData replayed = record();
    assertThat(replayed.getName()).isEqualTo("process fhir.replay");
    assertThat(replayed.getTraceId()).isEqualTo(TRACE);
    assertThat(traceparent(only(pipeline.raw("clinical.alerts")))).isEqualTo(context(replayed));
  }

  @Test
  void aTraceThatBeginsHereGoesOnWithTheDeadLettersReplay() {
    PipelineDriver pipeline = start();
    pipeline.send("fhir.events", PATIENT, "no event", trace("malformed"));
    SpanData record = record();
    var letter = only(pipeline.deadLetters());
    assertThat(traceparent(letter)).isEqualTo(context(record));
    exported.reset();

    pipeline.sendBytes("fhir.replay", letter.key(), letter.value(), letter.headers());

    assertThat(record().getParentSpanId()).isEqualTo(record.getSpanId());
  }

  @Test
  void aCloudEventIsFollowedFromTheTraceInItsValue() {
    PipelineDriver pipeline = start("vigil.outputs.treatment.purpose=TREAT");
    pipeline.send(
        "fhir.events",
        PATIENT,
        """
        {"specversion":"1.0","id":"e1","source":"lab","type":"observation.created",\
        "subject":"Observation/%s","traceparent":"%s","data":%s}"""
            .formatted(RESULT, SAMPLED, critical().resource()),
        new RecordHeaders());

    SpanData record = record();
    assertThat(record.getParentSpanId()).isEqualTo(PRODUCER_SPAN);
    assertThat(stepsOf(record)).startsWith("decode", "recognise-duplicates");
    assertThat(traceparent(only(pipeline.raw("fhir.permitted.treatment"))))
        .isEqualTo(context(record));
  }

  @Test
  void whatItsProducerDoesNotSampleIsNotFollowedAndItsContextPassesThrough() {
    PipelineDriver pipeline = start("vigil.inputs.acks=true");
    send(pipeline, critical(), trace(NOT_SAMPLED));
    pipeline.advance(Duration.ofMinutes(15));

    assertThat(spans()).isEmpty();
    assertThat(pipeline.raw("clinical.alerts"))
        .hasSize(2)
        .allSatisfy(output -> assertThat(traceparent(output)).isEqualTo(NOT_SAMPLED));
  }

  @Test
  void aFaultThatStopsTheStreamEndsTheSpanByItsClass() {
    PipelineDriver pipeline =
        start(broken(step -> step.name().equals("order") ? new Stopping(step) : step));

    assertThatThrownBy(() -> send(pipeline, critical(), trace(SAMPLED)))
        .hasRootCauseInstanceOf(KafkaException.class);
    SpanData record = record();
    assertThat(record.getStatus()).isEqualTo(StatusData.error());
    assertThat(record.getAttributes().get(AttributeKey.stringKey("error.type")))
        .isEqualTo(KafkaException.class.getName());
    assertThat(spans().toString()).doesNotContain("of " + PATIENT);
    assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
  }

  /** The cluster fails it. */
  private record Stopping(Step step) implements Step {
    @Override
    public String name() {
      return step.name();
    }

    @Override
    public void complete(Judgement judgement) {
      throw new KafkaException("the store of " + PATIENT);
    }
  }
}
