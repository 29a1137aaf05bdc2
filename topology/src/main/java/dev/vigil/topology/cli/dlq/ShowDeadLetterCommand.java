package dev.vigil.topology.cli.dlq;

import dev.vigil.avro.Operation;
import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.cli.io.OperatorOptions;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.deadletter.DeadLetter;
import dev.vigil.topology.runtime.deadletter.DeadLetterFilter;
import dev.vigil.topology.runtime.deadletter.DeadLetterValues;
import dev.vigil.topology.runtime.deadletter.DeadLetters;
import dev.vigil.topology.runtime.deadletter.Place;
import dev.vigil.topology.runtime.deadletter.ShownRecord;
import dev.vigil.topology.runtime.replay.SentRecordsReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows an operator one dead letter. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description =
        "Say what is known of one dead letter: why it is one, where it came from, what to do about"
            + " it. Key and content are masked. Ends with 12 if there is none at the place, or"
            + " nobody said yes to showing its content.")
final class ShowDeadLetterCommand implements Callable<Integer> {
  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

  @Parameters(
      paramLabel = "PARTITION:OFFSET",
      description = "Place in the dead-letter topic, as dlq list prints it.")
  private String place = "";

  @Option(names = "--parked", description = "Place in fhir.dlq.parked instead.")
  private boolean parked;

  @Option(
      names = "--show-content",
      description =
          "Print key, headers and content, which are a patient's, after a record of who saw them is"
              + " in vigil.operations. Asks before.")
  private boolean content;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Mixin private final OperatorOptions operator = new OperatorOptions();

  @Spec private CommandSpec spec;

  private final InstantSource clock;

  ShowDeadLetterCommand() {
    this(InstantSource.system());
  }

  ShowDeadLetterCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException {
    Configuration loaded = configuration.load();
    loaded.require(Configuration.BOOTSTRAP_SERVERS, Configuration.REGISTRY_URL);
    Place wanted = Place.parse(place);
    if (wanted == null) {
      throw new VigilException(
          ExitCode.USAGE,
          "That is no place: give PARTITION:OFFSET as vigil dlq list prints it",
          null);
    }
    String by = content ? operator.name() : "";
    PrintWriter out = spec.commandLine().getOut();
    try (ClusterAdmin cluster = ClusterAdmin.connect(loaded);
        Registry registry =
            new Registry(loaded.registrySettings(), loaded.vigil().startupTimeout(), clock)) {
      DeadLetter letter = find(loaded, cluster, wanted);
      DeadLetterState state =
          DeadLetterState.of(
              letter,
              SentRecordsReader.read(
                  loaded,
                  cluster,
                  registry,
                  Operation.DEAD_LETTERS_REPLAYED,
                  letter.record().topic()));
      DeadLetterView view = new DeadLetterView(letter, state);
      if (!json) {
        view.lines().forEach(out::println);
        out.flush();
      }
      if (content) {
        // With --json, standard output is for the object.
        PrintWriter ask = json ? spec.commandLine().getErr() : out;
        if (!operator.confirm("Show a patient's data? It is recorded that you did.", ask)) {
          ask.println("Nothing was shown, nothing was written.");
          ask.flush();
          return ExitCode.NOT_PROVEN.code();
        }
        byte[] value;
        try (DeadLetterValues values = new DeadLetterValues(loaded.vigil())) {
          value = values.require(letter);
        }
        ShownRecord.write(loaded, cluster, registry, letter, by, clock.instant());
        if (json) {
          out.println(Json.inOrder(view.object(registry, value)));
        } else {
          view.contentLines(registry, value).forEach(out::println);
        }
      } else if (json) {
        out.println(Json.inOrder(view.object(null, null)));
      }
    }
    out.flush();
    return ExitCode.OK.code();
  }

  private DeadLetter find(Configuration loaded, ClusterAdmin cluster, Place wanted) {
    DeadLetterFilter filter = DeadLetterFilter.at(Set.of(wanted));
    AtomicReference<@Nullable DeadLetter> found = new AtomicReference<>();
    try (DeadLetters letters = new DeadLetters(loaded, cluster, parked)) {
      letters.read(
          letters.ranges(filter),
          filter,
          read -> {},
          letter -> {
            found.set(letter);
            return false;
          });
      DeadLetter letter = found.get();
      if (letter == null) {
        throw new VigilException(
            ExitCode.NOT_PROVEN,
            "There is no dead letter at %s in %s (any more): see vigil dlq list"
                .formatted(wanted, letters.topic()),
            null);
      }
      return letter;
    }
  }
}
