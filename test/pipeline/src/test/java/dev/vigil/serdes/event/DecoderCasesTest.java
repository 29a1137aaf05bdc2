package dev.vigil.serdes.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs every case of resources/decoder-cases in each of its forms. */
class DecoderCasesTest {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().configure(JsonParser.Feature.ALLOW_COMMENTS, true);

  private static final List<String> FILES = List.of("accepted.json", "refused.json");

  @TestFactory
  Stream<DynamicTest> cases() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (DecoderCase one : all()) {
      for (Form form : one.forms()) {
        String name = one.file() + ": " + one.name() + " (" + form + ")";
        tests.add(DynamicTest.dynamicTest(name, () -> run(one, form)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(100);
    return tests.stream();
  }

  private static void run(DecoderCase one, Form form) throws IOException {
    assertThat(one.unknownMembers()).as("members that are not in the README").isEmpty();
    Decoded decoded = one.decode(form);
    if (one.reason() != null) {
      String where = one.location() == null ? "" : " at " + one.location();
      assertThat(SampleRecord.describe(decoded)).isEqualTo(one.reason() + where);
    } else {
      assertThat(SampleRecord.describe(decoded)).isEqualTo("event");
      assertThat(one.seen((ChangeEvent) decoded)).isEqualTo(one.expectedFields());
    }
  }

  @Test
  void everyReasonOfDecodeHasACase() throws IOException {
    Set<String> without = new HashSet<>();
    for (DeadLetterReason reason : DeadLetterReason.values()) {
      if (!LaterReasons.ALL.contains(reason)) {
        without.add(reason.code());
      }
    }
    for (DecoderCase one : all()) {
      without.remove(String.valueOf(one.reason()));
    }
    assertThat(without).as("add a case for each of these to refused.json").isEmpty();
  }

  private static List<DecoderCase> all() throws IOException {
    List<DecoderCase> cases = new ArrayList<>();
    for (String file : FILES) {
      try (InputStream in = DecoderCasesTest.class.getResourceAsStream("/decoder-cases/" + file)) {
        for (JsonNode json : MAPPER.readTree(in)) {
          cases.add(new DecoderCase(file, json));
        }
      }
    }
    return cases;
  }
}
