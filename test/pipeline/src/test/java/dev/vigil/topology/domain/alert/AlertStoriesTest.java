package dev.vigil.topology.domain.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.state.AlertState;
import dev.vigil.topology.pipeline.state.AvroStateCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs every story of resources/alert-cases/stories.txt. */
class AlertStoriesTest {
  private static final AvroStateCodec<AlertState> STORE =
      new AvroStateCodec<>(AlertState.class, AlertState.getClassSchema());

  @TestFactory
  Stream<DynamicTest> stories() throws IOException {
    Map<String, List<String>> stories = read();
    assertThat(stories).hasSizeGreaterThan(40);
    return stories.entrySet().stream()
        .map(story -> DynamicTest.dynamicTest(story.getKey(), () -> tell(story.getValue())));
  }

  private static void tell(List<String> lines) throws IOException {
    AlertState state = null;
    List<String> told = new ArrayList<>();
    for (String line : lines) {
      String words = line.split(" -> ", 2)[0];
      AlertDecision decision = new StoryLine(words).decide(state);
      told.add(words + " -> " + StoryLine.told(decision));
      if (decision.after() != null) {
        // As it comes back from the store.
        state = STORE.decode(STORE.encode(decision.after()));
      }
    }
    assertThat(told).isEqualTo(lines);
  }

  private static Map<String, List<String>> read() throws IOException {
    Map<String, List<String>> stories = new LinkedHashMap<>();
    List<String> story = new ArrayList<>();
    try (InputStream in = AlertStoriesTest.class.getResourceAsStream("/alert-cases/stories.txt")) {
      assertThat(in).isNotNull();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (line.startsWith("story: ")) {
          story = new ArrayList<>();
          assertThat(stories.put(line.substring(7), story)).as("twice: %s", line).isNull();
        } else if (!line.isBlank() && !line.startsWith("#")) {
          story.add(line.strip());
        }
      }
    }
    return stories;
  }
}
