package dev.vigil.demo.script;

import static dev.vigil.demo.script.Expected.DUPLICATE;
import static dev.vigil.demo.script.Expected.RAISED;
import static dev.vigil.demo.script.Expected.SUPERSEDED;
import static dev.vigil.demo.script.Expected.TREATMENT_ONLY;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.demo.events.Change;
import dev.vigil.demo.events.EventForm;
import dev.vigil.demo.events.Resources;

/** Duplicates, conflicts, and versions out of order. */
final class OrderStories {
  private static final String POTASSIUM = "2823-3";

  private OrderStories() {}

  static void tell(Script.Stories stories) {
    duplicates(stories.of("rosa-sent-twice").adult());
    stories
        .of("sven-versions-out-of-order")
        .adult()
        .result("k1", 1, POTASSIUM, "4.0", "mmol/L", TREATMENT_ONLY)
        .result("k1", 3, POTASSIUM, "4.2", "mmol/L", TREATMENT_ONLY)
        .result("k1", 2, POTASSIUM, "6.9", "mmol/L", SUPERSEDED)
        .result("k2", 3, POTASSIUM, "6.9", "mmol/L", RAISED)
        .result("k2", 2, POTASSIUM, "4.0", "mmol/L", SUPERSEDED);
    Story merged = stories.of("tina-merged").adult();
    merged.send(
        merged.change(
            "updated",
            "Patient",
            merged.patientId(),
            2,
            Resources.linkedPatient(
                merged.patientId(), merged.today().minusYears(47), "tina-of-before")),
        TREATMENT_ONLY.review("patient-linked"));
    merged.send(
        merged.change("created", "Observation", merged.id("only-an-id"), 1, null),
        TREATMENT_ONLY.review("id-only-observation"));
  }

  private static void duplicates(Story story) {
    ObjectNode observation = story.observation("k1", 1);
    Resources.quantity(observation, POTASSIUM, "6.9", "mmol/L");
    Change change = story.resultChange(observation, 1);
    story.send(change, EventForm.FLAT, RAISED).again(DUPLICATE).again(DUPLICATE);
    Change resent =
        new Change(
            change.eventId(),
            change.source(),
            change.kind(),
            change.resourceType(),
            change.resourceId(),
            change.versionId(),
            change.patientId(),
            change.at().plusSeconds(5),
            change.resource());
    for (EventForm form : EventForm.values()) {
      story.send(resent, form, DUPLICATE);
    }
    ObjectNode other = story.observation("k1", 1);
    Resources.quantity(other, POTASSIUM, "3.9", "mmol/L");
    Change conflict =
        new Change(
            change.eventId(),
            change.source(),
            change.kind(),
            change.resourceType(),
            change.resourceId(),
            change.versionId(),
            change.patientId(),
            change.at(),
            other.toString());
    story.send(conflict, Expected.deadLetter("event-id-conflict")).send(resent, DUPLICATE);
  }
}
