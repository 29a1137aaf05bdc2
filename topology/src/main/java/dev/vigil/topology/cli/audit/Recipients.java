package dev.vigil.topology.cli.audit;

import dev.vigil.config.ConsentRules;
import dev.vigil.config.VigilConfig;
import dev.vigil.config.topics.Topic;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.topology.domain.disclosure.Disclosure;
import dev.vigil.topology.domain.disclosure.DisclosureKind;
import dev.vigil.topology.domain.disclosure.Disclosures;
import org.jspecify.annotations.Nullable;

/** Who receives what a line of the accounting is about, by the configuration as it is now. */
final class Recipients {
  private final VigilConfig config;
  private final TopicCatalogue topics;

  Recipients(VigilConfig config) {
    this.config = config;
    this.topics = new TopicCatalogue(config);
  }

  /** The topics it went to; null: none, or none that is configured any more. */
  @Nullable String topic(Disclosure line) {
    if (line.kind() == DisclosureKind.REVIEW_ITEM) {
      return topics.review().name();
    }
    String output = line.output();
    if (output == null) {
      return null;
    }
    if (output.equals(Disclosures.ALERTS)) {
      String alerts = topics.alerts().name();
      return topics.alertsFhir().map(fhir -> alerts + " " + fhir.name()).orElse(alerts);
    }
    Topic topic = topics.permitted().get(output);
    return topic == null ? null : topic.name();
  }

  /** Whoever receives the output, or saw the dead letter; null: the configuration names nobody. */
  @Nullable String recipient(Disclosure line) {
    if (line.kind() == DisclosureKind.SHOWN_TO_OPERATOR) {
      return line.by();
    }
    String output = line.output();
    if (output == null) {
      return null;
    }
    ConsentRules rules =
        output.equals(Disclosures.ALERTS) ? config.alerts() : config.outputs().get(output);
    return rules == null ? null : rules.recipient().map(all -> String.join(" ", all)).orElse(null);
  }
}
