package dev.vigil.fault.verdict;

import dev.vigil.config.topics.TopicCatalogue;
import java.util.Locale;

/** Outputs that are judged. */
public enum Output {
  TREATMENT,
  RESEARCH,
  ALERTS,
  REVIEW,
  DEAD_LETTERS,
  AUDIT;

  /** The name of its topic. */
  public String topic(TopicCatalogue topics) {
    return switch (this) {
      case TREATMENT, RESEARCH -> {
        var topic = topics.permitted().get(name().toLowerCase(Locale.ROOT));
        if (topic == null) {
          throw new IllegalArgumentException(
              "The application must have the outputs treatment (TREAT) and research (HRESCH)");
        }
        yield topic.name();
      }
      case ALERTS -> topics.alerts().name();
      case REVIEW -> topics.review().name();
      case DEAD_LETTERS -> topics.deadLetters().name();
      case AUDIT -> topics.audit().name();
    };
  }
}
