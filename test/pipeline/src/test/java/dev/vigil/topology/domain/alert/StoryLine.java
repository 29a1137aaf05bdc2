package dev.vigil.topology.domain.alert;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.state.AlertState;
import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.profile.ProfileLoader;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import dev.vigil.topology.domain.lab.LabJudgement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One version of an Observation as a story tells it (resources/alert-cases/stories.txt). */
record StoryLine(String words) {
  private static final Map<String, String> CODES =
      Map.of("K", "2823-3", "Na", "2951-2", "X", "11111-1");
  private static final Pattern RESULT =
      Pattern.compile("(?<code>K|Na|X)(=(?<value>[0-9.]+))?( (?<unit>mmol/L|meq/L|kg))?");
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
  private static final CriticalLabRules RULES = rules();

  private static CriticalLabRules rules() {
    try {
      CriticalValueProfile profile = ProfileLoader.shipped("us-conventional");
      return new CriticalLabRules(profile, false);
    } catch (Exception e) {
      throw new IllegalStateException("the shipped profile is not readable", e);
    }
  }

  AlertDecision decide(@Nullable AlertState before) throws IOException {
    Circumstances circumstances =
        SampleCircumstances.of(delivery(), says("stale"), says("backfill"));
    return says("deleted")
        ? AlertLifeCycle.deleted(before, circumstances)
        : AlertLifeCycle.judged(before, judgement(), circumstances);
  }

  LabJudgement judgement() throws IOException {
    byte[] json = observation().getBytes(StandardCharsets.UTF_8);
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

  private String observation() {
    return "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"status\":\"%s\",%s}"
        .formatted(status(), content());
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
      String unit = result.group("unit") == null ? "mmol/L" : result.group("unit");
      json.append(
          ",\"valueQuantity\":{\"value\":%s,\"unit\":\"%s\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"%s\"}"
              .formatted(result.group("value"), unit, unit));
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

  /** What was written, in the words of the stories. */
  static String told(AlertDecision decision) {
    List<String> told = new ArrayList<>();
    decision.alerts().stream().map(StoryLine::told).sorted().forEach(told::add);
    decision.reviews().forEach(review -> told.add("review " + review.getReason()));
    decision.notes().forEach(note -> told.add("note " + note));
    return told.isEmpty() ? "nothing" : String.join(" + ", told);
  }

  private static String told(CriticalLabAlert alert) {
    // Of an empty retraction the component is not known either.
    String component = alert.getComponent() == null ? "" : alert.getComponent() + " ";
    boolean empty = alert.getStatus() == AlertStatus.RETRACTED && alert.getValue().isEmpty();
    return component
        + alert.getStatus()
        + " "
        + alert.getRevision()
        + (alert.getPage() ? " page" : " quiet")
        + (alert.getRetractedBecause() == null ? "" : " " + alert.getRetractedBecause())
        + (alert.getPreliminary() ? " preliminary" : "")
        + (alert.getWorsening() ? " worsening" : "")
        + (alert.getBreakGlass() ? " break-glass" : "")
        + (empty ? " empty" : "");
  }
}
