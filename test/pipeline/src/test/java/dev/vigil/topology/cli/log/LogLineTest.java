package dev.vigil.topology.cli.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.net.ConnectException;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What of an event stands in the log, for programs and for people. */
class LogLineTest {
  private static final String PATIENT = "patient-7f3a91";

  private final LoggerContext context = new LoggerContext();

  @BeforeEach
  void shareTheContext() {
    context.setMDCAdapter(MDC.getMDCAdapter());
  }

  private String line(
      LogFormat format,
      String logger,
      String message,
      @Nullable Throwable thrown,
      Object... arguments) {
    Logger of = context.getLogger(logger);
    LoggingEvent event = new LoggingEvent("", of, Level.WARN, message, thrown, arguments);
    event.setThreadName("stream-1");
    String line = new String(new LogEncoder(format).encode(event), UTF_8);
    assertThat(line).endsWith("\n");
    return line;
  }

  private String text(String logger, String message, @Nullable Throwable thrown, Object... more) {
    return line(LogFormat.TEXT, logger, message, thrown, more);
  }

  private JsonNode json(
      String logger, String message, @Nullable Throwable thrown, Object... arguments)
      throws JsonProcessingException {
    String line = line(LogFormat.JSON, logger, message, thrown, arguments);
    assertThat(line.strip()).as("one line").doesNotContain("\n");
    return new ObjectMapper().readTree(line);
  }

  @Test
  void aLineForProgramsIsOneObject() throws JsonProcessingException {
    context.putProperty("application", "vigil");
    context.putProperty("instance", "pod-1");
    MDC.put("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736");
    try {
      JsonNode line = json("dev.vigil.X", "{} of {}\n\"quoted\"", null, 3, "four");

      assertThat(line.path("time").asText()).endsWith("Z");
      assertThat(line.path("level").asText()).isEqualTo("WARN");
      assertThat(line.path("logger").asText()).isEqualTo("dev.vigil.X");
      assertThat(line.path("thread").asText()).isEqualTo("stream-1");
      assertThat(line.path("message").asText()).isEqualTo("3 of four\n\"quoted\"");
      assertThat(line.path("application").asText()).isEqualTo("vigil");
      assertThat(line.path("instance").asText()).isEqualTo("pod-1");
      assertThat(line.path("trace_id").asText()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    } finally {
      MDC.clear();
    }
  }

  @Test
  void aLineForPeopleIsShortAndCannotForgeAnother() {
    assertThat(text("dev.vigil.topology.X", "it\n2026 ERROR {}", null, "is\u001b[2J"))
        .matches("(?s)\\S+ WARN {2}X it\n {4}2026 ERROR is\\?\\[2J\n");
  }

  @Test
  void whatExceptionsSayIsLeftOutAndWhereTheyWereThrownIsNot() throws JsonProcessingException {
    Throwable thrown =
        new StreamsException(
            "Error while putting key " + PATIENT,
            new SerializationException(PATIENT, new ConnectException("Connection refused")));

    JsonNode line = json("org.apache.kafka.X", "it failed", thrown);
    assertThat(line.toString()).doesNotContain(PATIENT);
    assertThat(line.path("exception").asText()).isEqualTo(StreamsException.class.getName());
    assertThat(line.path("stack").asText())
        .contains("at " + LogLineTest.class.getName() + ".what")
        .contains("Caused by: " + SerializationException.class.getName() + "\n")
        .contains("Caused by: java.net.ConnectException: Connection refused");
    assertThat(text("org.apache.kafka.X", "it failed", thrown))
        .contains("it failed (" + StreamsException.class.getName() + ")")
        .doesNotContain(PATIENT);
  }

  @Test
  void anExceptionThatIsAnArgumentSaysNoMoreThanOneThatIsThrown() {
    Throwable thrown = new StreamsException("key " + PATIENT);

    assertThat(text("org.apache.kafka.X", "of {}: {}", null, Map.of("0_1", thrown), thrown))
        .contains("of {0_1=" + StreamsException.class.getName() + "}: ")
        .doesNotContain(PATIENT);
  }

  @Test
  void aLibraryThatIsNotKnownFillsNothingIn() {
    assertThat(text("ca.uhn.fhir.parser.X", "Invalid value \"{}\": {}", null, PATIENT, "born"))
        .contains("Invalid value \"{}\": {}");
  }

  @Test
  void whatTheOperatorIsToReadStandsThereOnce() throws JsonProcessingException {
    VigilException stopped =
        new VigilException(
            ExitCode.BROKER, "Stopped: start again", new IllegalStateException(PATIENT));

    assertThat(text("dev.vigil.Application", "Stopped: start again", stopped))
        .containsOnlyOnce("start again");
    assertThat(json("dev.vigil.Application", "Stopped: start again", stopped).toString())
        .contains("java.lang.IllegalStateException")
        .doesNotContain(PATIENT);
  }

  @Test
  void thereAreTwoFormats() {
    assertThat(LogFormat.of(null)).contains(LogFormat.TEXT);
    assertThat(LogFormat.of("")).contains(LogFormat.TEXT);
    assertThat(LogFormat.of("json")).contains(LogFormat.JSON);
    assertThat(LogFormat.of("xml")).isEmpty();
  }
}
