package dev.vigil.topology.runtime.reset;

import dev.vigil.config.topics.Topic;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.config.topics.TopicRole;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The position that an operator chose for each input: none without a choice. */
public final class Positions {
  private final Map<String, StartPosition> byTopic;

  private Positions(Map<String, StartPosition> byTopic) {
    this.byTopic = byTopic;
  }

  /**
   * Understands {@code committed}, which is for all inputs, and {@code fhir.consents=earliest},
   * which is for one.
   *
   * @param prefix of the topics, which may be left out
   * @return empty if nothing was chosen
   * @throws VigilException with {@link ExitCode#USAGE} if a word is no position, a topic no input,
   *     or an input is left without one
   */
  public static Optional<Positions> parse(
      List<String> chosen, TopicCatalogue catalogue, String prefix) {
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    List<String> inputs = catalogue.withRole(TopicRole.INPUT).stream().map(Topic::name).toList();
    Map<String, StartPosition> byTopic = new LinkedHashMap<>();
    for (String one : chosen) {
      if (one.indexOf('=') < 0) {
        StartPosition position = position(one);
        inputs.forEach(input -> byTopic.putIfAbsent(input, position));
      }
    }
    for (String one : chosen) {
      int equals = one.indexOf('=');
      if (equals >= 0) {
        String named = one.substring(0, equals);
        String topic = inputs.contains(named) ? named : prefix + named;
        if (!inputs.contains(topic)) {
          throw usage(named + " is no input; there are " + String.join(", ", inputs));
        }
        byTopic.put(topic, position(one.substring(equals + 1)));
      }
    }
    for (String input : inputs) {
      if (!byTopic.containsKey(input)) {
        throw usage("--to says nothing of " + input + ": give a position without topic, too");
      }
    }
    return Optional.of(new Positions(byTopic));
  }

  private static StartPosition position(String word) {
    for (StartPosition position : StartPosition.values()) {
      if (position.name().equalsIgnoreCase(word)) {
        return position;
      }
    }
    throw usage(
        "--to "
            + word
            + " is no position; there are "
            + Arrays.stream(StartPosition.values())
                .map(position -> position.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")));
  }

  private static VigilException usage(String line) {
    return new VigilException(ExitCode.USAGE, line, null);
  }

  /** The choice for an input. */
  public StartPosition of(String topic) {
    return byTopic.getOrDefault(topic, StartPosition.COMMITTED);
  }

  /** All choices, by input. */
  public Map<String, StartPosition> byTopic() {
    return Map.copyOf(byTopic);
  }
}
