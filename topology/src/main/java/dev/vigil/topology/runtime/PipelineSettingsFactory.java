package dev.vigil.topology.runtime;

import dev.vigil.config.ConsentRules;
import dev.vigil.config.VigilConfig;
import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.topics.Topic;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.event.DecoderSettings;
import dev.vigil.serdes.event.InputPartitioner;
import dev.vigil.topology.domain.consent.CombiningRule;
import dev.vigil.topology.domain.consent.Decision;
import dev.vigil.topology.domain.consent.OnDeny;
import dev.vigil.topology.domain.consent.OutputPolicy;
import dev.vigil.topology.domain.consent.PurposeOfUse;
import dev.vigil.topology.pipeline.PipelineSettings;
import dev.vigil.topology.pipeline.Sinks;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The configuration, in the pipeline's terms. */
public final class PipelineSettingsFactory {
  /** Name of the alert output in decisions and audit records. */
  private static final String ALERTS = "alerts";

  private PipelineSettingsFactory() {}

  /**
   * Settings for a cluster.
   *
   * @param partitions partition count of the inputs
   * @param clock for decisions that depend on the present
   */
  public static PipelineSettings of(
      VigilConfig config, CriticalValueProfile profile, int partitions, InstantSource clock) {
    TopicCatalogue topics = new TopicCatalogue(config);
    List<String> inputs = new ArrayList<>();
    inputs.add(topics.events().name());
    topics.consents().map(Topic::name).ifPresent(inputs::add);
    inputs.add(topics.replay().name());
    Map<String, String> permitted = new LinkedHashMap<>();
    List<OutputPolicy> outputs = new ArrayList<>();
    new TreeMap<>(config.outputs())
        .forEach(
            (name, output) -> outputs.add(policy(name, output.purpose(), output, OnDeny.DROP)));
    new TreeMap<>(topics.permitted()).forEach((name, topic) -> permitted.put(name, topic.name()));
    OnDeny onDeny =
        switch (config.alerts().onDeny()) {
          case WITHHOLD -> OnDeny.WITHHOLD;
          case BREAK_GLASS -> OnDeny.BREAK_GLASS;
        };
    return new PipelineSettings(
        inputs,
        topics.consents().map(Topic::name).orElse(""),
        new Sinks(
            permitted,
            topics.alerts().name(),
            topics.review().name(),
            topics.deadLetters().name(),
            topics.audit().name()),
        new DecoderSettings(
            config.inputs().maxValueBytes(),
            config.inputs().maxDepth(),
            InputPartitioner.valueOf(config.inputs().partitioner().name()),
            partitions,
            config.tenants(),
            topics.replay().name()),
        outputs,
        policy(ALERTS, config.alerts().purpose(), config.alerts(), onDeny),
        profile,
        config.duplicates().retention(),
        config.versions().retention(),
        config.alerts().retention(),
        config.alerts().staleAfter(),
        config.patients().maxConsents(),
        config.patients().cache().bytes(),
        StreamsSettings.largestRecord(config),
        Version.current(),
        clock);
  }

  private static OutputPolicy policy(
      String name, String purpose, ConsentRules rules, OnDeny onDeny) {
    if (!PurposeOfUse.isKnown(purpose)) {
      throw new VigilException(
          ExitCode.CONFIGURATION,
          "The purpose of output %s, %s, is no purpose of use of v3-ActReason: no Consent could ever be about it"
              .formatted(name, purpose),
          null);
    }
    return new OutputPolicy(
        name,
        purpose,
        rules.recipient().map(Set::of).orElse(Set.of()),
        rules
            .withoutConsent()
            .map(configured -> Decision.valueOf(configured.name()))
            .orElseGet(
                () ->
                    // Treatment goes on without a form; everything else waits for one.
                    PurposeOfUse.isTreatment(purpose) ? Decision.PERMIT : Decision.DENY),
        onDeny,
        CombiningRule.valueOf(rules.combine().name()),
        rules.categoryOrder().orElse(List.of()));
  }
}
