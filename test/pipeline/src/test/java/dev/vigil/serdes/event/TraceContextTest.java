package dev.vigil.serdes.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** W3C's grammar: what keeps to it is passed on, and nothing else is. */
class TraceContextTest {
  private static final String VALID = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private static @Nullable String traceparent(String text) {
    TraceContext trace = TraceContext.of(text, null);
    return trace == null ? null : trace.traceparent();
  }

  private static @Nullable String state(String text) {
    TraceContext trace = TraceContext.of(VALID, text);
    assertThat(trace).isNotNull();
    return trace.tracestate();
  }

  @ParameterizedTest
  @CsvSource({
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,"
        + " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03,"
        + " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03",
    "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-09,"
        + " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-02-what-the-future-says,"
        + " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
  })
  void passesOnWhatKeepsToTheGrammar(String sent, String passedOn) {
    assertThat(traceparent(sent)).isEqualTo(passedOn);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-1-2-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
        "Mrs Petra Plantedson, born 1957, room 12, bed 3, ward 7B"
      })
  void anythingElseIsNone(String sent) {
    assertThat(traceparent(sent)).isNull();
  }

  @Test
  void stateIsPassedOnUpToWhatEveryVendorMust() {
    assertThat(state("rojo=00f067aa0ba902b7, congo=t61rcWkgMzE")).isNotNull();
    assertThat(state("fw529a3039@dt=" + "x".repeat(498))).hasSize(512);
    assertThat(state("fw529a3039@dt=" + "x".repeat(499))).isNull();
    assertThat(state("no member")).isNull();
    assertThat(state("a=b\u001b[2J")).isNull();
  }
}
