package dev.vigil.topology.cli.check;

import dev.vigil.config.Configuration;
import dev.vigil.config.VigilConfig;
import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.event.Change;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.topology.cli.explain.LabAnswer;
import dev.vigil.topology.cli.explain.ObservationJudge;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.PipelineSettingsFactory;
import dev.vigil.topology.runtime.Profiles;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.check.CheckedSample;
import dev.vigil.topology.runtime.check.CheckedSample.Outcome;
import dev.vigil.topology.runtime.check.Sample;
import dev.vigil.topology.runtime.check.SampleChecker;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the pipeline would say to a producer's events, before there is any in a topic. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Say what the pipeline would say to a producer's sample events: accepted, or a dead letter with"
          + " its reason, cause and remedy; what was understood; and what will hurt though it is no"
          + " fault. By the decoder of production, without a broker.",
      "A FILE holds events in flat JSON or structured CloudEvents: one, one on each line, or an"
          + " array; or one record's value, if it is Avro or if --header ce_specversion=1.0 makes it"
          + " a CloudEvent. - is standard input. Consent, other events of the patient and the size of"
          + " outputs are not looked at.",
      "",
      "Outcomes: ACCEPTED, DUPLICATE (same id and content as an event before, which changes nothing),"
          + " DEAD_LETTERED. Ends with 0 if all are accepted, with 12 if one is not, with 5 if the"
          + " schema registry is needed and cannot be asked."
    })
public final class CheckCommand implements Callable<Integer> {
  /** First byte and schema id of the wire format; with a given schema the id is not looked at. */
  private static final int PREFIX_BYTES = 5;

  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "The events.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "Record key of every event. Default: the patient that the event names.")
  private @Nullable String key;

  @Option(
      names = "--header",
      paramLabel = "NAME=VALUE",
      description =
          "A record header of every event, as in ce_type=observation.created. Repeatable.")
  private List<String> header = new ArrayList<>();

  @Option(
      names = "--headers",
      paramLabel = "FILE",
      description = "Record headers of every event, one NAME=VALUE on each line.")
  private @Nullable Path headers;

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description =
          "Avro schema that Avro values are written with, so that no registry is asked. Default: the"
              + " registry's (registry.*).")
  private @Nullable Path schema;

  @Option(
      names = "--raw-avro",
      description =
          "Each FILE is an Avro record without the wire format's first five bytes, written with"
              + " --schema (default: FhirChangeEvent of this release).")
  private boolean rawAvro;

  @Option(
      names = "--partitions",
      paramLabel = "COUNT",
      description =
          "Partition count of the input: says in which partition each event belongs, by"
              + " vigil.inputs.partitioner.")
  private @Nullable Integer partitions;

  @Option(
      names = "--partition",
      paramLabel = "N",
      description = "Partition that all events are in; needs --partitions. Default: not checked.")
  private @Nullable Integer partition;

  @Option(
      names = "--profile",
      paramLabel = "NAME|FILE",
      description = "Critical-value profile for Observations. Default: vigil.profile (-c, --set).")
  private @Nullable String profile;

  @Option(names = "--json", description = "One JSON object a line for each event.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final InstantSource clock;

  /** With a clock that stands for the broker's. */
  public CheckCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException {
    requirePartition();
    Configuration loaded = configuration.load();
    VigilConfig config = loaded.vigil();
    GivenHeaders given = new GivenHeaders(header, headers);
    CriticalValueProfile inForce = Profiles.load(profile == null ? config.profile() : profile);
    PrintWriter out = spec.commandLine().getOut();
    CheckedEvent.Printer printer = json ? new JsonChecks(out, inForce) : new PlainChecks(out);
    try (WriterSchemaSource schemas = schemas(loaded)) {
      Run run =
          new Run(
              new SampleChecker(
                  PipelineSettingsFactory.decoder(config, partitions == null ? 1 : partitions),
                  schemas,
                  new SampleChecker.RecordPlace(
                      new TopicCatalogue(config).events().name(), key, partition, partitions),
                  clock),
              given,
              new ObservationJudge(
                  new CriticalLabRules(inForce, config.alerts().significantFlags()),
                  config.alerts().staleAfter()),
              printer);
      EventFiles input =
          new EventFiles(given.areCloudEvent() || rawAvro, config.inputs().maxValueBytes());
      files.forEach(file -> input.read(file, run));
      run.conclude();
      return (run.allAccepted ? ExitCode.OK : ExitCode.NOT_PROVEN).code();
    } finally {
      // What was said before a file that cannot be read.
      out.flush();
    }
  }

  private void requirePartition() {
    boolean possible = partitions == null || partitions > 0;
    if (partition != null) {
      possible = possible && partitions != null && partition >= 0 && partition < partitions;
    }
    if (!possible) {
      throw new VigilException(
          ExitCode.USAGE,
          "--partitions is a count from 1, --partition one of them from 0: give both, as in"
              + " --partition 3 --partitions 12",
          null);
    }
  }

  private WriterSchemaSource schemas(Configuration loaded) {
    return rawAvro && schema == null
        ? WriterSchemaSource.ofVigil(loaded, clock)
        : WriterSchemaSource.of(schema, loaded, clock);
  }

  /** All files, one event after the other. */
  private final class Run implements EventVisitor {
    private final SampleChecker checker;
    private final GivenHeaders given;
    private final ObservationJudge judge;
    private final CheckedEvent.Printer printer;
    private boolean any;
    private boolean allAccepted = true;

    Run(
        SampleChecker checker,
        GivenHeaders given,
        ObservationJudge judge,
        CheckedEvent.Printer printer) {
      this.checker = checker;
      this.given = given;
      this.judge = judge;
      this.printer = printer;
    }

    @Override
    public void event(String place, byte @Nullable [] value) {
      byte[] sent = value;
      if (rawAvro && value != null) {
        sent = new byte[PREFIX_BYTES + value.length];
        System.arraycopy(value, 0, sent, PREFIX_BYTES, value.length);
      }
      CheckedSample sample = checker.check(new Sample(place, sent, given.copy()));
      take(new CheckedEvent(sample, lab(sample)));
    }

    @Override
    public void unreadable(String place, DeadLetterReason reason, @Nullable String location) {
      take(new CheckedEvent(CheckedSample.unreadable(place, reason, location), List.of()));
    }

    private void take(CheckedEvent event) {
      any = true;
      allAccepted &= event.sample().outcome() == Outcome.ACCEPTED;
      printer.print(event);
    }

    private List<LabAnswer> lab(CheckedSample sample) {
      ChangeEvent event = sample.event();
      FhirResource resource = event == null ? null : event.resource();
      if (event == null
          || resource == null
          || sample.outcome() != Outcome.ACCEPTED
          || event.change() == Change.DELETED
          || !event.resourceType().equals("Observation")) {
        return List.of();
      }
      // As if it came at the time it names: samples are old.
      return judge.judge(event.resourceId(), resource, null, event.timestamp(), event.timestamp());
    }

    void conclude() {
      if (!any) {
        throw new VigilException(
            ExitCode.USAGE, "there is no event in the files: the arrays are empty", null);
      }
      printer.end();
      if (checker.isFull()) {
        spec.commandLine()
            .getErr()
            .println(
                "vigil: more events than are remembered: later duplicates were not looked for");
      }
    }
  }
}
