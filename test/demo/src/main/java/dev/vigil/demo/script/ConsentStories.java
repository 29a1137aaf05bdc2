package dev.vigil.demo.script;

import static dev.vigil.demo.script.Expected.EVERYWHERE;
import static dev.vigil.demo.script.Expected.RAISED;
import static dev.vigil.demo.script.Expected.RESEARCH;
import static dev.vigil.demo.script.Expected.TREATMENT;
import static dev.vigil.demo.script.Expected.TREATMENT_ONLY;
import static dev.vigil.demo.script.Expected.denied;
import static dev.vigil.demo.script.Expected.permitted;

import dev.vigil.avro.AlertStatus;
import dev.vigil.demo.events.Resources;

/** Consents, and what they let through from the next record on. */
final class ConsentStories {
  private static final String POTASSIUM = "2823-3";

  private ConsentStories() {}

  static void tell(Script.Stories stories) {
    stories
        .of("lena-permits-then-revokes-research")
        .adult()
        .result("k1", 1, POTASSIUM, "4.0", "mmol/L", TREATMENT_ONLY)
        .consent(1, Resources.PERMITS_RESEARCH, EVERYWHERE)
        .result("k2", 1, POTASSIUM, "4.1", "mmol/L", EVERYWHERE)
        .result("k3", 1, POTASSIUM, "6.8", "mmol/L", EVERYWHERE.alert(AlertStatus.RAISED))
        // Research is told, by id only, that it ends.
        .consent(2, "inactive", Resources.PERMITS_RESEARCH, permitted(TREATMENT, RESEARCH))
        .result("k4", 1, POTASSIUM, "4.2", "mmol/L", TREATMENT_ONLY);
    stories
        .of("mila-denies-research")
        .adult()
        .consent(1, Resources.DENIES_RESEARCH, TREATMENT_ONLY)
        .result("k1", 1, POTASSIUM, "4.0", "mmol/L", TREATMENT_ONLY)
        .result("k2", 1, POTASSIUM, "6.8", "mmol/L", RAISED);
    Story expired = stories.of("nils-consent-expired").adult();
    expired
        .consent(1, Resources.permitsResearchUntil(expired.today().minusDays(30)), TREATMENT_ONLY)
        .result("k1", 1, POTASSIUM, "4.0", "mmol/L", TREATMENT_ONLY);
    stories
        .of("olga-objects")
        .adult()
        // Treatment was open without a Consent: it is told that it ends.
        .consent(1, Resources.OBJECTS, denied(TREATMENT))
        .result("k1", 1, POTASSIUM, "4.0", "mmol/L", denied())
        .result("k2", 1, POTASSIUM, "6.9", "mmol/L", denied().review("withheld-critical"))
        .consent(2, Resources.AGREES, EVERYWHERE)
        .result("k2", 2, POTASSIUM, "6.9", "mmol/L", EVERYWHERE.alert(AlertStatus.RAISED));
    stories
        .of("paul-objects-after-an-alert")
        .adult()
        .result("k1", 1, POTASSIUM, "6.8", "mmol/L", RAISED)
        .consent(1, Resources.OBJECTS, denied(TREATMENT))
        // Whoever was paged must learn that it was wrong.
        .result("k1", 2, POTASSIUM, "4.0", "mmol/L", denied().alert(AlertStatus.RETRACTED));
    Story unreadable = stories.of("quinn-unreadable-consent").adult();
    String id = unreadable.patientId() + "-consent";
    unreadable
        .consent(1, Resources.PERMITS_RESEARCH, EVERYWHERE)
        .result("k1", 1, POTASSIUM, "4.0", "mmol/L", EVERYWHERE)
        .send(
            unreadable.change("updated", "Consent", id, 2, tooDeep(id)),
            Expected.deadLetter("unreadable-consent"))
        // The older permit must not stay silently in force; treatment goes on.
        .result("k2", 1, POTASSIUM, "4.0", "mmol/L", TREATMENT_ONLY)
        .consent(3, Resources.PERMITS_RESEARCH, EVERYWHERE)
        .result("k3", 1, POTASSIUM, "4.0", "mmol/L", EVERYWHERE);
  }

  /** Provisions in provisions, deeper than anyone can mean. */
  private static String tooDeep(String id) {
    int depth = 100;
    return "{\"resourceType\":\"Consent\",\"id\":\"%s\",\"meta\":{\"versionId\":\"2\"},\"provision\":%s{}%s}"
        .formatted(id, "{\"provision\":[".repeat(depth), "]}".repeat(depth));
  }
}
