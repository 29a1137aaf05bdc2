package dev.vigil.demo;

import dev.vigil.topology.cli.Subcommand;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Everything at once on this machine, with sample patients. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Start a broker and a schema registry on free local ports, stream sample patients and a"
          + " script of consents, corrections, duplicates and poison through the real"
          + " application, and show what comes out.",
      "Needs no installation and leaves nothing behind."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:Every record is accounted for, and every scripted record got its expected answer.",
      "12:Not so; the output says what differs."
    })
public final class DemoCommand implements Subcommand, Callable<Integer> {
  private static final double WATCHABLE_RATE = 1_000;

  @Option(
      names = "--exit-when-done",
      description =
          "End after the summary. Otherwise everything keeps running for events of your own, until"
              + " Ctrl-C.")
  private boolean exitWhenDone;

  @Option(
      names = "--json",
      description = "Print one JSON object on standard output; all else goes to standard error.")
  private boolean json;

  @Option(
      names = "--seed",
      defaultValue = "42",
      description = "The same seed gives the same events and counts. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--events",
      paramLabel = "N",
      description =
          "Records in all, the script included: the sample is cut, or repeated with other patients."
              + " Default: the sample once.")
  private long events = -1;

  @Option(
      names = "--partitions",
      defaultValue = "4",
      description = "Partitions of each topic, 2 to 64. Default: ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Records a second; 0: as fast as it goes. Default: 1000, with --exit-when-done 0.")
  private double rate = -1;

  @Spec private CommandSpec spec;

  // picocli calls setters and injects the rest.
  @SuppressWarnings("NullAway.Init")
  public DemoCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    if (partitions < 2 || partitions > 64) {
      throw new ParameterException(
          spec.commandLine(), "--partitions: " + partitions + " is not between 2 and 64");
    }
    if (events == 0 || events < -1) {
      throw new ParameterException(spec.commandLine(), "--events: must be at least 1");
    }
    if (!isVerbose()) {
      DemoLogging.quieten();
    }
    double records = rate >= 0 ? rate : exitWhenDone ? 0 : WATCHABLE_RATE;
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter people = json ? spec.commandLine().getErr() : out;
    return new Demo(
            new Demo.Options(seed, events, partitions, records, exitWhenDone, json), out, people)
        .run()
        .code();
  }

  private boolean isVerbose() {
    CommandSpec root = spec.root();
    OptionSpec verbose = root.findOption("--verbose");
    return verbose != null && Boolean.TRUE.equals(verbose.getValue());
  }
}
