package dev.vigil.topology.cli.explain;

import dev.vigil.config.VigilConfig;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.io.FhirFiles;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.domain.consent.CombiningRule;
import dev.vigil.topology.domain.consent.ConsentExplainer;
import dev.vigil.topology.domain.consent.Decision;
import dev.vigil.topology.domain.consent.Interpretation;
import dev.vigil.topology.domain.consent.OnDeny;
import dev.vigil.topology.domain.consent.OutputPolicy;
import dev.vigil.topology.domain.consent.PurposeOfUse;
import dev.vigil.topology.domain.consent.Withheld;
import dev.vigil.topology.domain.patient.KeptConsents;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.PipelineSettingsFactory;
import dev.vigil.topology.runtime.VigilException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What a patient's Consents decide, and why, by the code that decides in production. */
@Command(
    name = "consent",
    mixinStandardHelpOptions = true,
    description = {
      "Say what the Consents of a patient decide for a purpose of use or an output, and why.",
      "A FILE holds FHIR JSON: a resource, a Bundle, an array, or one of these on each line"
          + " (ndjson); - is standard input. A Consent that cannot be read counts as"
          + " indeterminate, as in production. The settings vigil.consent.* count."
    })
public final class ExplainConsentCommand implements Callable<Integer> {
  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

  @Option(
      names = "--consent",
      paramLabel = "FILE",
      arity = "1..*",
      required = true,
      description = "The patient's Consents, in the order in which they came. May be repeated.")
  private List<String> consents = new ArrayList<>();

  @Option(
      names = "--resource",
      paramLabel = "FILE",
      description =
          "The resources asked about, each answered. Without: the patient's data as a whole, and"
              + " what must be withheld from it.")
  private @Nullable String resources;

  @Option(
      names = "--purpose",
      paramLabel = "CODE",
      description =
          "Purpose of use, a code of v3-ActReason such as TREAT, HPAYMT or HRESCH. This or"
              + " --output.")
  private @Nullable String purpose;

  @Option(
      names = "--output",
      paramLabel = "NAME",
      description =
          "Ask for an output as it is configured (-c, --set) instead of a purpose: the last part"
              + " of vigil.outputs.NAME, or alerts.")
  private @Nullable String output;

  @Option(
      names = "--recipient",
      paramLabel = "REF",
      description =
          "By what the receiver is known: a reference such as Organization/registry, or"
              + " system|value. May be repeated.")
  private List<String> recipients = new ArrayList<>();

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description = "When: 2026-01-15T12:00:00Z, or a date for its start in UTC. Default: now.")
  private @Nullable String at;

  @Option(
      names = "--combine",
      paramLabel = "RULE",
      converter = CombiningRuleConverter.class,
      description =
          "How several Consents become one decision: DENY_OVERRIDES (default), MOST_RECENT or"
              + " ORDERED.")
  private @Nullable CombiningRule combine;

  @Option(
      names = "--category-order",
      paramLabel = "CODE",
      split = ",",
      description = "For ORDERED: codes of Consent.category, the first wins.")
  private List<String> categoryOrder = new ArrayList<>();

  @Option(names = "--json", description = "One JSON object a line for each answer.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final InstantSource clock;

  /** With a clock for questions that do not say when. */
  public ExplainConsentCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    VigilConfig config = configuration.load().vigil();
    OutputPolicy policy = policy(config);
    Instant instant = Moment.of(at, clock);
    requireOneStandardInput();
    Interpretation interpretation = PipelineSettingsFactory.interpretation(config.consent());
    PrintWriter err = spec.commandLine().getErr();
    Consumer<String> warnings = line -> err.println("vigil: " + Printable.of(line));
    OnePatient patient = new OnePatient();
    FhirFiles files = new FhirFiles(config.inputs().maxValueBytes(), config.inputs().maxDepth());
    ConsentsGiven given =
        new ConsentsGiven(
            new KeptConsents(config.patients().maxConsents(), interpretation),
            instant,
            patient,
            warnings);
    consents.forEach(file -> files.read(file, given));
    given.conclude();
    ConsentAnswers answers =
        new ConsentAnswers(
            new ConsentExplainer(policy, interpretation),
            given.state(),
            instant,
            patient,
            json
                ? new JsonAnswers(out(), policy)
                : new PlainAnswers(out(), policy, output != null, instant),
            warnings);
    if (resources == null) {
      answers.asAWhole();
    } else {
      files.read(resources, answers);
      answers.conclude();
    }
    patient.conclude(warnings);
    return ExitCode.OK.code();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private OutputPolicy policy(VigilConfig config) {
    if (purpose != null && output == null) {
      return assumed(purpose, PipelineSettingsFactory.custodian(config.consent()));
    }
    if (purpose != null || output == null) {
      throw usage("give either --purpose CODE, or --output NAME for an output as it is configured");
    }
    requireConfiguredAlone("--recipient", recipients.isEmpty());
    requireConfiguredAlone("--combine", combine == null);
    requireConfiguredAlone("--category-order", categoryOrder.isEmpty());
    return PipelineSettingsFactory.policy(config, output);
  }

  private static void requireConfiguredAlone(String option, boolean absent) {
    if (!absent) {
      throw usage(
          option + " cannot be given with --output, whose configuration says it: leave it out");
    }
  }

  /** An output for a purpose, as it is where the configuration says no more. */
  private OutputPolicy assumed(String purpose, Set<String> custodian) {
    CombiningRule combine = this.combine == null ? CombiningRule.DENY_OVERRIDES : this.combine;
    if (!PurposeOfUse.isKnown(purpose)) {
      throw usage(
          "--purpose %s is no purpose of use of v3-ActReason; %s"
              .formatted(purpose, PurposeNames.suggestion(purpose)));
    }
    if (combine == CombiningRule.ORDERED && categoryOrder.isEmpty()) {
      throw usage("--combine ORDERED needs --category-order, such as research,patient-privacy");
    }
    if (combine != CombiningRule.ORDERED && !categoryOrder.isEmpty()) {
      throw usage("--category-order has no effect without --combine ORDERED: give both or neither");
    }
    Decision byDefault = OutputPolicy.openForTreatment(purpose);
    return new OutputPolicy(
        "explain",
        purpose,
        Set.copyOf(recipients),
        custodian,
        byDefault,
        byDefault,
        Withheld.DROP,
        OnDeny.WITHHOLD,
        combine,
        categoryOrder);
  }

  private void requireOneStandardInput() {
    List<String> files = new ArrayList<>(consents);
    if (resources != null) {
      files.add(resources);
    }
    if (files.stream().filter(FhirFiles.STANDARD_INPUT::equals).count() > 1) {
      throw usage("- is given twice, but standard input can be read once: put one into a file");
    }
  }

  private static VigilException usage(String line) {
    return new VigilException(ExitCode.USAGE, line, null);
  }

  /** Takes the rule as configuration and audit write it, too. */
  static final class CombiningRuleConverter implements ITypeConverter<CombiningRule> {
    @Override
    public CombiningRule convert(String text) {
      for (CombiningRule rule : CombiningRule.values()) {
        if (rule.name().equalsIgnoreCase(text) || rule.code().equalsIgnoreCase(text)) {
          return rule;
        }
      }
      throw new TypeConversionException(
          "expected one of %s, but was '%s'"
              .formatted(
                  Arrays.stream(CombiningRule.values())
                      .map(CombiningRule::name)
                      .collect(Collectors.joining(", ")),
                  text));
    }
  }
}
