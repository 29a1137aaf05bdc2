package dev.vigil.topology.cli.explain;

import dev.vigil.config.VigilConfig;
import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.serdes.fhir.FhirDateTime;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.io.FhirFiles;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.cli.io.RepeatableFiles;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.Profiles;
import dev.vigil.topology.runtime.VigilException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which laboratory values are critical, and why, by the code that judges in production. */
@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    description = {
      "Say which values of FHIR Observations are critical, and why or why not.",
      "A FILE holds FHIR JSON: a resource, a Bundle, an array, or one of these on each line"
          + " (ndjson); - is standard input. A Patient in the input gives the birth date of the"
          + " Observations that refer to it, wherever it stands. What is no Observation is"
          + " skipped; what cannot be read is reported by its place, never by its content. Consent,"
          + " duplicates and earlier versions are not looked at.",
      "",
      "Outcomes: CRITICAL (an alert), STALE (critical, but older than vigil.alerts.stale-after: no"
          + " page), NORMAL, NOT_COVERED (no rule), REVIEW (a person must look), IGNORED (nothing"
          + " to judge)."
    })
public final class ExplainLabCommand implements Callable<Integer> {
  /** A pipe larger than this is asked for as a file. */
  private static final int MAX_HELD_BYTES = 128 << 20;

  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "The Observations, and the Patients they are about.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--birth-date",
      paramLabel = "DATE",
      description =
          "Birth date for Observations whose Patient is not in the input: 1970-01-31, 1970-01 or"
              + " 1970. Without: the age is unknown.")
  private @Nullable String birthDate;

  @Option(
      names = "--profile",
      paramLabel = "NAME|FILE",
      description = "A shipped profile or a profile's file. Default: vigil.profile (-c, --set).")
  private @Nullable String profile;

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description =
          "When the Observations come, for STALE: 2026-01-15T12:00:00Z, or a date for its start in"
              + " UTC. Default: now.")
  private @Nullable String at;

  @Option(
      names = "--json",
      description = "One JSON object a line for each Observation and each of its components.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final InstantSource clock;

  /** With a clock for questions that do not say when. */
  public ExplainLabCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    VigilConfig config = configuration.load().vigil();
    Instant instant = Moment.of(at, clock);
    PatientsGiven patients = new PatientsGiven(birthDate());
    CriticalValueProfile inForce = Profiles.load(profile == null ? config.profile() : profile);
    Duration staleAfter = config.alerts().staleAfter();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Consumer<String> warnings = line -> err.println("vigil: " + Printable.of(line));
    RepeatableFiles input =
        new RepeatableFiles(
            new FhirFiles(config.inputs().maxValueBytes(), config.inputs().maxDepth()),
            MAX_HELD_BYTES);
    files.forEach(file -> input.read(file, patients));
    LabAnswers answers =
        new LabAnswers(
            new CriticalLabRules(inForce, config.alerts().significantFlags()),
            patients,
            instant,
            staleAfter,
            json
                ? new JsonLabAnswers(out, inForce)
                : new PlainLabAnswers(out, inForce, instant, staleAfter),
            warnings);
    files.forEach(file -> input.read(file, answers));
    answers.conclude();
    return ExitCode.OK.code();
  }

  private @Nullable BirthDate birthDate() {
    if (birthDate == null) {
      return null;
    }
    FhirDateTime date = FhirDateTime.parse(birthDate);
    if (date == null || date.hasTime()) {
      throw new VigilException(
          ExitCode.USAGE,
          "--birth-date %s is no date: give 1970-01-31, 1970-01 or 1970".formatted(birthDate),
          null);
    }
    return new BirthDate(birthDate, "--birth-date");
  }
}
