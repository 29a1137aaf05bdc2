package dev.vigil.topology.domain.alert;

import dev.vigil.config.profile.ProfileLoader;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import dev.vigil.topology.domain.lab.LabJudgement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One version of an Observation as a story tells it (resources/alert-cases).
 *
 * @param text the whole line
 * @param observation id of the Observation
 * @param specimenAt when the specimen was taken; null: not told
 * @param words the rest
 */
record StoryLine(String text, String observation, @Nullable Instant specimenAt, String words) {
  private static final Pattern OF_A_SERIES =
      Pattern.compile("(?<id>[A-Z]) (d(?<day>[0-9]+) (?<time>[0-9:]{5}) )?(?<words>.*)");
  private static final Map<String, String> CODES =
      Map.ofEntries(
          Map.entry("K", "2823-3"),
          Map.entry("Kb", "6298-4"),
          Map.entry("Kmg", "75940-7"),
          Map.entry("Na", "2951-2"),
          Map.entry("Hb", "718-7"),
          Map.entry("Hbm", "59260-0"),
          Map.entry("Glu", "2345-7"),
          Map.entry("GluCSF", "2342-4"),
          Map.entry("Ca", "2000-8"),
          Map.entry("iCa", "1995-0"),
          Map.entry("pHa", "2744-1"),
          Map.entry("pHv", "2746-6"),
          Map.entry("X", "11111-1"));
  private static final Map<String, String> UNITS =
      Map.of(
          "Kmg", "mg/dL", "Hb", "g/dL", "Glu", "mg/dL", "GluCSF", "mg/dL", "pHa", "[pH]", "pHv",
          "[pH]");
  private static final Pattern RESULT =
      Pattern.compile(
          "\\b(?<code>Kmg|Kb|K|Na|Hbm|Hb|GluCSF|Glu|iCa|Ca|pHa|pHv|X)\\b"
              + "(=(?<comparator>[<>]=?)?(?<value>[0-9.]+))?( (?<unit>mmol/L|meq/L|kg))?");
  private static final Pattern PANEL = Pattern.compile("\\[(?<components>.*)]");
  private static final List<String> KNOWN =
      List.of(
          "HH",
          "LL",
          "AA",
          "preliminary",
          "cancelled",
          "entered-in-error",
          "registered",
          "corrected",
          "absent",
          "deleted",
          "withheld",
          "break-glass",
          "stale",
          "backfill");
  private static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 14);
  private static final CriticalLabRules RULES = rules();

  private static byte[] bytes() throws IOException {
    try (InputStream in = StoryLine.class.getResourceAsStream("/alert-cases/profile.csv")) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  private static CriticalLabRules rules() {
    try {
      return new CriticalLabRules(ProfileLoader.parse("alert-cases/profile.csv", bytes()), false);
    } catch (Exception e) {
      throw new IllegalStateException("the shipped profile is not readable", e);
    }
  }

  /** A line of a series, or of the only Observation of its story. */
  static StoryLine parse(String text) {
    Matcher series = OF_A_SERIES.matcher(text);
    if (!series.matches() || series.group("id").equals("X") || series.group("id").equals("K")) {
      return new StoryLine(text, "o1", null, text);
    }
    String day = series.group("day");
    Instant at =
        day == null
            ? null
            : LocalTime.parse(series.group("time"))
                .atDate(FIRST_DAY.plusDays(Integer.parseInt(day) - 1))
                .toInstant(ZoneOffset.UTC);
    return new StoryLine(text, series.group("id"), at, series.group("words"));
  }

  boolean isDeletion() {
    return says("deleted");
  }

  Circumstances circumstances(int record) {
    return SampleCircumstances.record(
        SampleCircumstances.of(delivery(), says("stale"), says("backfill")), observation, record);
  }

  LabJudgement judgement() throws IOException {
    byte[] json = json().getBytes(StandardCharsets.UTF_8);
    return RULES.judge(FhirResource.of(json), "1970-01-01", null);
  }

  private Delivery delivery() {
    return says("withheld")
        ? Delivery.WITHHOLD
        : says("break-glass") ? Delivery.BREAK_GLASS : Delivery.DELIVER;
  }

  private boolean says(String word) {
    return List.of(words.split(" ", -1)).contains(word);
  }

  private String json() {
    return "{\"resourceType\":\"Observation\",\"id\":\"%s\",\"status\":\"%s\",%s%s}"
        .formatted(
            observation,
            status(),
            specimenAt == null ? "" : "\"effectiveDateTime\":\"" + specimenAt + "\",",
            content());
  }

  private String status() {
    for (String status :
        List.of("preliminary", "cancelled", "entered-in-error", "registered", "corrected")) {
      if (says(status)) {
        return status;
      }
    }
    return "final";
  }

  private String content() {
    Matcher panel = PANEL.matcher(words);
    if (!panel.find()) {
      return result(words.strip());
    }
    requireKnown(panel.replaceFirst(""));
    String inside = panel.group("components");
    if (inside.equals("broken")) {
      return code("24326-1") + ",\"component\":\"broken\"";
    }
    List<String> components = new ArrayList<>();
    for (String component : inside.split(" ", -1)) {
      components.add("{" + result(component) + "}");
    }
    return code("24326-1") + ",\"component\":[" + String.join(",", components) + "]";
  }

  private String result(String text) {
    Matcher result = RESULT.matcher(text);
    if (!result.find()) {
      throw new IllegalArgumentException("no result in: " + text);
    }
    requireKnown(result.replaceFirst(""));
    StringBuilder json = new StringBuilder(code(CODES.get(result.group("code"))));
    if (result.group("value") != null) {
      String unit =
          result.group("unit") == null
              ? UNITS.getOrDefault(result.group("code"), "mmol/L")
              : result.group("unit");
      String comparator = result.group("comparator");
      json.append(
          ",\"valueQuantity\":{%s\"value\":%s,\"unit\":\"%s\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"%s\"}"
              .formatted(
                  comparator == null ? "" : "\"comparator\":\"" + comparator + "\",",
                  result.group("value"),
                  unit,
                  unit));
    }
    if (says("absent")) {
      json.append(",\"dataAbsentReason\":{\"text\":\"unknown\"}");
    }
    for (String flag : List.of("HH", "LL", "AA")) {
      if (says(flag)) {
        json.append(
            ",\"interpretation\":[{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation\",\"code\":\"%s\"}]}]"
                .formatted(flag));
      }
    }
    return json.toString();
  }

  /** A misspelled word must not pass as another story. */
  private static void requireKnown(String rest) {
    for (String word : rest.strip().split(" +", -1)) {
      if (!word.isEmpty() && !KNOWN.contains(word)) {
        throw new IllegalArgumentException("not a word of the stories: " + word);
      }
    }
  }

  private static String code(@Nullable String loinc) {
    return "\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"%s\"}]}"
        .formatted(loinc);
  }
}
