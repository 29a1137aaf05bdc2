package dev.vigil.topology.domain.alert;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Runs every story of resources/alert-cases. */
class AlertStoriesTest {
  @TestFactory
  Stream<DynamicTest> stories() throws IOException {
    return tests("stories.txt", 40);
  }

  @TestFactory
  Stream<DynamicTest> series() throws IOException {
    return tests("series.txt", 50);
  }

  private static Stream<DynamicTest> tests(String file, int atLeast) throws IOException {
    Map<String, List<String>> stories = read(file);
    assertThat(stories).hasSizeGreaterThan(atLeast);
    return stories.entrySet().stream()
        .map(story -> DynamicTest.dynamicTest(story.getKey(), () -> tell(story.getValue())));
  }

  private static void tell(List<String> lines) throws IOException {
    Story story = new Story();
    List<String> told = new ArrayList<>();
    for (String text : lines) {
      StoryLine line = StoryLine.parse(text.split(" -> ", 2)[0]);
      AlertDecision decision = story.tell(line);
      told.add(line.text() + " -> " + story.told(line, decision));
    }
    assertThat(told).isEqualTo(lines);
  }

  private static Map<String, List<String>> read(String file) throws IOException {
    Map<String, List<String>> stories = new LinkedHashMap<>();
    List<String> story = new ArrayList<>();
    try (InputStream in = AlertStoriesTest.class.getResourceAsStream("/alert-cases/" + file)) {
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
