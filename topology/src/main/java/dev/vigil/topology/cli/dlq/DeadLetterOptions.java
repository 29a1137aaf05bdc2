package dev.vigil.topology.cli.dlq;

import dev.vigil.config.VigilConfig;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.event.PatientKey;
import dev.vigil.serdes.fhir.FhirDateTime;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.deadletter.DeadLetterFilter;
import dev.vigil.topology.runtime.deadletter.DeadLetterFilter.Source;
import dev.vigil.topology.runtime.deadletter.Place;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters are meant: the same for every command on them. */
public final class DeadLetterOptions {
  private static final Pattern OFFSETS = Pattern.compile("([0-9]{1,18})(?:-([0-9]{1,18})?)?");

  @Option(
      names = "--parked",
      description = "The dead letters that were replayed too often: those in fhir.dlq.parked.")
  boolean parked;

  @Option(
      names = "--reason",
      split = ",",
      paramLabel = "CODE",
      description = "With one of these reasons, for example step-failed.")
  List<String> reasons = new ArrayList<>();

  @Option(
      names = "--category",
      split = ",",
      paramLabel = "CODE",
      description = "Of one of these: schema, envelope, identity, fhir, processing, size.")
  List<String> categories = new ArrayList<>();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Arrived first at or after this time: 2026-01-15T12:00:00Z, 2026-01-15, or PT2H for two"
              + " hours ago.")
  @Nullable String since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Arrived first before this time; written like --since.")
  @Nullable String until;

  @Option(
      names = "--patient",
      paramLabel = "ID",
      description =
          "With this patient's record key. A record under another key is not found by it, even if"
              + " its content is about the patient.")
  @Nullable String patient;

  @Option(names = "--tenant", paramLabel = "T", description = "The patient's tenant.")
  @Nullable String tenant;

  @Option(
      names = "--source-topic",
      paramLabel = "TOPIC",
      description =
          "From this input, without the prefix: fhir.events, … A replay that failed again is from"
              + " fhir.replay and from where it stood first.")
  @Nullable String topic;

  @Option(
      names = "--source-partition",
      paramLabel = "N",
      description = "From this partition of the input.")
  @Nullable Integer partition;

  @Option(
      names = "--source-offset",
      paramLabel = "N[-[N]]",
      description = "From this offset of the input, or from a range with both ends: 100-200, 100-.")
  @Nullable String offsets;

  @Option(
      names = "--place",
      split = ",",
      paramLabel = "PARTITION:OFFSET",
      description = "The dead letters at these places, as dlq list prints them.")
  List<String> places = new ArrayList<>();

  /** Whether the parking topic is meant. */
  public boolean isParked() {
    return parked;
  }

  /**
   * The filter that was typed.
   *
   * @param clock what times that are written as durations count back from
   * @throws VigilException if a part of it cannot be read
   */
  public DeadLetterFilter filter(VigilConfig config, InstantSource clock) {
    Instant now = clock.instant();
    return new DeadLetterFilter(
        codes(reasons),
        codes(categories),
        time("--since", since, now),
        time("--until", until, now),
        key(config),
        source(config),
        parsedPlaces());
  }

  /** Codes that were typed and that this release does not know: mistyped, or a newer release's. */
  public List<String> unknownCodes() {
    Set<String> known =
        Arrays.stream(DeadLetterReason.values())
            .flatMap(reason -> Stream.of(reason.code(), reason.category().code()))
            .collect(Collectors.toSet());
    return Stream.concat(codes(reasons).stream(), codes(categories).stream())
        .filter(code -> !known.contains(code))
        .sorted()
        .toList();
  }

  private static Set<String> codes(List<String> typed) {
    return typed.stream()
        .map(code -> code.strip().toLowerCase(Locale.ROOT))
        .filter(code -> !code.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static @Nullable Instant time(String option, @Nullable String text, Instant now) {
    if (text == null) {
      return null;
    }
    if (text.startsWith("P")) {
      try {
        return now.minus(Duration.parse(text));
      } catch (DateTimeException | ArithmeticException e) {
        throw noTime(option);
      }
    }
    FhirDateTime time = FhirDateTime.parse(text);
    if (time == null) {
      throw noTime(option);
    }
    return time.start();
  }

  private static VigilException noTime(String option) {
    return wrong(option, "is no time: give 2026-01-15T12:00:00Z, 2026-01-15 or PT2H");
  }

  private byte @Nullable [] key(VigilConfig config) {
    if (patient == null) {
      if (tenant != null) {
        throw wrong("--tenant", "needs --patient");
      }
      return null;
    }
    if (tenant != null && !config.tenants()) {
      throw wrong("--tenant", "there are none; see vigil.tenants");
    }
    return new PatientKey(tenant == null ? "" : tenant, patient).toBytes(config.tenants());
  }

  private Source source(VigilConfig config) {
    String name = topic == null ? null : config.topics().prefix().orElse("") + topic;
    if (offsets == null) {
      return new Source(name, partition, 0, Long.MAX_VALUE);
    }
    Matcher range = OFFSETS.matcher(offsets);
    if (!range.matches()) {
      throw wrong("--source-offset", "is no offset and no range: give 100, 100-200 or 100-");
    }
    long first = Long.parseLong(range.group(1));
    long last = first;
    if (range.group(2) != null) {
      last = Long.parseLong(range.group(2));
    } else if (offsets.endsWith("-")) {
      last = Long.MAX_VALUE;
    }
    return new Source(name, partition, first, last);
  }

  private Set<Place> parsedPlaces() {
    Set<Place> parsed = new HashSet<>();
    for (String text : places) {
      Place place = Place.parse(text.strip());
      if (place == null) {
        throw wrong("--place", "is no place: give PARTITION:OFFSET as vigil dlq list prints it");
      }
      parsed.add(place);
    }
    return Set.copyOf(parsed);
  }

  // What was typed is not repeated: it may be a patient's.
  private static VigilException wrong(String option, String what) {
    return new VigilException(ExitCode.USAGE, option + " " + what, null);
  }
}
