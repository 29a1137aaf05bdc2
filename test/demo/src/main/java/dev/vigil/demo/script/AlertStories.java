package dev.vigil.demo.script;

import static dev.vigil.demo.script.Expected.RAISED;
import static dev.vigil.demo.script.Expected.RETRACTED;
import static dev.vigil.demo.script.Expected.TREATMENT_ONLY;
import static dev.vigil.demo.script.Expected.UPDATED;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.demo.events.EventForm;
import dev.vigil.demo.events.Resources;

/** What becomes of alerts: confirmed, corrected, withdrawn. */
final class AlertStories {
  private static final String POTASSIUM = "2823-3";

  private AlertStories() {}

  static void tell(Script.Stories stories) {
    Story corrected = stories.of("hugo-corrected").adult();
    potassium(corrected, 1, "preliminary", "6.9", RAISED);
    potassium(corrected, 2, "final", "6.9", UPDATED);
    potassium(corrected, 3, "corrected", "4.1", RETRACTED);
    potassium(corrected, 4, "corrected", "6.7", RAISED);

    Story worse = stories.of("ida-worse-then-withdrawn").adult();
    potassium(worse, 1, "final", "6.5", RAISED);
    potassium(worse, 2, "corrected", "7.4", UPDATED);
    potassium(worse, 3, "corrected", "7.4", TREATMENT_ONLY);
    potassium(worse, 4, "entered-in-error", "7.4", RETRACTED);

    Story cancelled = stories.of("jana-cancelled").adult();
    potassium(cancelled, 1, "preliminary", "2.4", RAISED);
    potassium(cancelled, 2, "cancelled", "2.4", RETRACTED);

    Story deleted = stories.of("kurt-deleted").adult();
    potassium(deleted, 1, "final", "6.6", RAISED);
    deleted.send(
        deleted.change("deleted", "Observation", deleted.id("k"), 2, null),
        EventForm.AVRO,
        RETRACTED);
  }

  private static void potassium(
      Story story, int version, String status, String value, Expected expected) {
    ObjectNode observation = story.observation("k", version);
    observation.put("status", status);
    // When the specimen was taken and the result released stays the same, whatever the version.
    String released = story.began().toString();
    observation.put("effectiveDateTime", released).put("issued", released);
    Resources.quantity(observation, POTASSIUM, value, "mmol/L");
    story.result(observation, version, expected);
  }
}
