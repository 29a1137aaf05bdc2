package dev.vigil.topology.runtime;

import dev.vigil.config.AlertForm;
import dev.vigil.config.ConsentInterpretation;
import dev.vigil.config.ConsentRules;
import dev.vigil.config.VigilConfig;
import dev.vigil.config.WithoutConsent;
import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.topics.Topic;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.alert.FhirAlertForm;
import dev.vigil.serdes.alert.FhirAlertWriter;
import dev.vigil.serdes.encryption.Keys;
import dev.vigil.serdes.event.DecoderSettings;
import dev.vigil.serdes.event.InputPartitioner;
import dev.vigil.topology.domain.budget.BudgetLimits;
import dev.vigil.topology.domain.budget.FailureBudget;
import dev.vigil.topology.domain.consent.CombiningRule;
import dev.vigil.topology.domain.consent.Confidentiality;
import dev.vigil.topology.domain.consent.Decision;
import dev.vigil.topology.domain.consent.Interpretation;
import dev.vigil.topology.domain.consent.Interpretation.DenyReach;
import dev.vigil.topology.domain.consent.Interpretation.ResearchScope;
import dev.vigil.topology.domain.consent.Interpretation.RootPeriod;
import dev.vigil.topology.domain.consent.Interpretation.TreatmentScope;
import dev.vigil.topology.domain.consent.OnDeny;
import dev.vigil.topology.domain.consent.OutputPolicy;
import dev.vigil.topology.domain.consent.PurposeOfUse;
import dev.vigil.topology.domain.consent.Withheld;
import dev.vigil.topology.domain.escalation.Ladder;
import dev.vigil.topology.domain.patient.KeptConsents;
import dev.vigil.topology.pipeline.EscalationSettings;
import dev.vigil.topology.pipeline.PipelineSettings;
import dev.vigil.topology.pipeline.Protection;
import dev.vigil.topology.pipeline.Sinks;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
    topics.acks().map(Topic::name).ifPresent(inputs::add);
    Map<String, String> permitted = new LinkedHashMap<>();
    OutputPolicy alerts = alerts(config);
    List<OutputPolicy> outputs = outputs(config, alerts);
    new TreeMap<>(topics.permitted()).forEach((name, topic) -> permitted.put(name, topic.name()));
    return new PipelineSettings(
        inputs,
        topics.consents().map(Topic::name).orElse(""),
        new Sinks(
            permitted,
            topics.alerts().name(),
            topics.alertsFhir().map(Topic::name).orElse(""),
            topics.review().name(),
            topics.deadLetters().name(),
            topics.audit().name(),
            config.inputs().acks() ? topics.operations().name() : ""),
        decoder(config, partitions),
        outputs,
        protection(config, clock),
        alerts,
        alertsFhir(config),
        topics.acks().map(acks -> escalation(config, acks.name())).orElse(null),
        profile,
        config.alerts().significantFlags(),
        topics.profiles().map(Topic::name).orElse(""),
        config.duplicates().retention(),
        config.versions().retention(),
        config.alerts().retention(),
        config.alerts().staleAfter(),
        new KeptConsents(config.patients().maxConsents(), interpretation(config.consent())),
        // So that an instance that processes all partitions stays within it, too.
        config.patients().cache().bytes() / partitions,
        StreamsSettings.largestRecord(config),
        Version.current(),
        clock);
  }

  /**
   * The failure budget of one instance, nothing used yet.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  public static FailureBudget budget(VigilConfig config, LongSupplier nanoTime) {
    return new FailureBudget(
        new BudgetLimits(
            config.failureBudget().deadLetters(),
            config.failureBudget().window(),
            config.failureBudget().percent()),
        nanoTime);
  }

  /** Which outputs are encrypted, or have pseudonyms; no key is asked for yet. */
  private static Protection protection(VigilConfig config, InstantSource clock) {
    Map<String, Protection.OfOutput> outputs = new TreeMap<>();
    config
        .outputs()
        .forEach(
            (name, output) ->
                outputs.put(
                    name,
                    new Protection.OfOutput(
                        output.encryptWith().orElse(null),
                        output.pseudonymiseWith().orElse(null))));
    return new Protection(
        outputs,
        config.deadLetters().encryptWith().orElse(null),
        keys(config).orElse(null),
        config.encryption().renewAfter(),
        clock);
  }

  /** The key service; empty: none is configured. Not opened yet. */
  public static Optional<Keys> keys(VigilConfig config) {
    return config
        .encryption()
        .service()
        .map(location -> Keys.at(location, config.startupTimeout()));
  }

  /**
   * What the decoder must know.
   *
   * @param partitions partition count of the inputs
   */
  public static DecoderSettings decoder(VigilConfig config, int partitions) {
    return new DecoderSettings(
        config.inputs().maxValueBytes(),
        config.inputs().maxDepth(),
        InputPartitioner.valueOf(config.inputs().partitioner().name()),
        partitions,
        config.tenants(),
        new TopicCatalogue(config).replay().name());
  }

  /**
   * How consent is applied to one output.
   *
   * @param name of a configured output, or {@code alerts}
   * @throws VigilException if there is none of that name, or the outputs are not as they must be
   */
  public static OutputPolicy policy(VigilConfig config, String name) {
    OutputPolicy alerts = alerts(config);
    List<OutputPolicy> all = new ArrayList<>(outputs(config, alerts));
    all.add(alerts);
    return all.stream()
        .filter(output -> output.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new VigilException(
                    ExitCode.USAGE,
                    "There is no output %s in this configuration (-c, --set), only: %s"
                        .formatted(
                            name,
                            all.stream().map(OutputPolicy::name).collect(Collectors.joining(", "))),
                    null));
  }

  /** In the order of their names. */
  private static List<OutputPolicy> outputs(VigilConfig config, OutputPolicy alerts) {
    Set<String> custodian = custodian(config.consent());
    List<OutputPolicy> outputs = new ArrayList<>();
    new TreeMap<>(config.outputs())
        .forEach(
            (name, output) ->
                outputs.add(policy(name, output.purpose(), output, output.withheld(), custodian)));
    outputs.forEach(output -> requireCorrections(output, alerts));
    return outputs;
  }

  private static OutputPolicy alerts(VigilConfig config) {
    return policy(
        ALERTS,
        config.alerts().purpose(),
        config.alerts(),
        // A notice has no place among alerts: what is withheld is a review item.
        dev.vigil.config.Withheld.DROP,
        custodian(config.consent()));
  }

  private static EscalationSettings escalation(VigilConfig config, String acks) {
    Ladder ladder = new Ladder(config.escalation().ladder());
    if (ladder.length().compareTo(config.alerts().retention()) >= 0) {
      throw new VigilException(
          ExitCode.CONFIGURATION,
          "vigil.escalation.ladder takes %s in all, but vigil.alerts.retention is %s: alerts would be forgotten before they are escalated"
              .formatted(ladder.length(), config.alerts().retention()),
          null);
    }
    return new EscalationSettings(
        acks, ladder, config.escalation().requireReadBack(), config.applicationId());
  }

  private static @Nullable FhirAlertWriter alertsFhir(VigilConfig config) {
    AlertForm form = config.alerts().fhir();
    return form == AlertForm.NONE
        ? null
        : new FhirAlertWriter(
            FhirAlertForm.valueOf(form.name()), Version.current(), config.applicationId());
  }

  /** The configured choices, in the engine's terms. */
  public static Interpretation interpretation(ConsentInterpretation config) {
    return new Interpretation(
        Confidentiality.valueOf(config.unlabelled().name()),
        DenyReach.valueOf(config.denyReach().name()),
        RootPeriod.valueOf(config.rootPeriod().name()),
        TreatmentScope.valueOf(config.treatmentScope().name()),
        ResearchScope.valueOf(config.researchScope().name()));
  }

  /** By what the holder of the data is known. */
  public static Set<String> custodian(ConsentInterpretation config) {
    return config.custodian().map(Set::copyOf).orElse(Set.of());
  }

  private static Decision decision(Optional<WithoutConsent> configured, String purpose) {
    return configured
        .map(decision -> Decision.valueOf(decision.name()))
        .orElseGet(() -> OutputPolicy.openForTreatment(purpose));
  }

  /**
   * Which critical values were written against consent is remembered with their alerts: without
   * alerts, a correction could not follow.
   */
  private static void requireCorrections(OutputPolicy output, OutputPolicy alerts) {
    if (output.onDeny() == OnDeny.BREAK_GLASS && alerts.onDeny() != OnDeny.BREAK_GLASS) {
      throw new VigilException(
          ExitCode.CONFIGURATION,
          "vigil.outputs.%s.on-deny is break-glass, but vigil.alerts.on-deny is not: set it, too, or corrections of what was disclosed could not follow"
              .formatted(output.name()),
          null);
    }
  }

  private static OutputPolicy policy(
      String name,
      String purpose,
      ConsentRules rules,
      dev.vigil.config.Withheld withheld,
      Set<String> custodian) {
    if (!PurposeOfUse.isKnown(purpose)) {
      throw new VigilException(
          ExitCode.CONFIGURATION,
          "The purpose of output %s, %s, is no purpose of use of v3-ActReason: no Consent could ever be about it"
              .formatted(name, purpose),
          null);
    }
    OnDeny onDeny = OnDeny.valueOf(rules.onDeny().name());
    if (onDeny == OnDeny.BREAK_GLASS && !PurposeOfUse.isTreatment(purpose)) {
      throw new VigilException(
          ExitCode.CONFIGURATION,
          "Output %s has on-deny break-glass, but its purpose %s is no treatment: only treatment may override a patient's deny"
              .formatted(name, purpose),
          null);
    }
    return new OutputPolicy(
        name,
        purpose,
        rules.recipient().map(Set::copyOf).orElse(Set.of()),
        custodian,
        decision(rules.withoutConsent(), purpose),
        decision(rules.whenIndeterminate(), purpose),
        Withheld.valueOf(withheld.name()),
        onDeny,
        CombiningRule.valueOf(rules.combine().name()),
        rules.categoryOrder().orElse(List.of()));
  }
}
