package dev.vigil.demo.script;

import static dev.vigil.demo.script.Expected.RAISED;
import static dev.vigil.demo.script.Expected.TREATMENT_ONLY;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.avro.AlertStatus;
import dev.vigil.demo.events.Resources;

/** Values beyond and just within the limits, in several units and ages. */
final class CriticalValueStories {
  private static final String POTASSIUM = "2823-3";
  private static final String SODIUM = "2951-2";
  private static final String GLUCOSE_MASS = "2345-7";
  private static final String GLUCOSE_MOLES = "14749-6";
  private static final String CREATININE = "2160-0";
  private static final String HAEMOGLOBIN = "718-7";
  private static final String LACTATE = "2524-7";
  private static final String INR = "6301-6";

  /** No rule has it. */
  private static final String C_REACTIVE_PROTEIN = "1988-5";

  private CriticalValueStories() {}

  static void tell(Script.Stories stories) {
    stories
        .of("anna-adult")
        .adult()
        .result("k-high", 1, POTASSIUM, "6.9", "mmol/L", RAISED)
        .result("k-low", 1, POTASSIUM, "2.5", "mmol/L", RAISED)
        .result("na-low", 1, SODIUM, "117", "mmol/L", RAISED)
        .result("hb-on-the-limit", 1, HAEMOGLOBIN, "7.0", "g/dL", RAISED)
        .result("lactate-on-the-limit", 1, LACTATE, "5.0", "mmol/L", RAISED)
        .result("inr", 1, INR, "7.2", "{INR}", RAISED);
    stories
        .of("bela-just-within")
        .adult()
        .result("k-high", 1, POTASSIUM, "6.2", "mmol/L", TREATMENT_ONLY)
        .result("k-low", 1, POTASSIUM, "2.8", "mmol/L", TREATMENT_ONLY)
        .result("na-low", 1, SODIUM, "120", "mmol/L", TREATMENT_ONLY)
        .result("na-high", 1, SODIUM, "160", "mmol/L", TREATMENT_ONLY)
        .result("hb", 1, HAEMOGLOBIN, "7.1", "g/dL", TREATMENT_ONLY)
        .result("lactate", 1, LACTATE, "4.9", "mmol/L", TREATMENT_ONLY)
        .result("inr", 1, INR, "4.9", "{INR}", TREATMENT_ONLY)
        .result("glucose", 1, GLUCOSE_MASS, "450", "mg/dL", TREATMENT_ONLY);
    stories
        .of("carl-other-units")
        .adult()
        .result("glucose-mg", 1, GLUCOSE_MOLES, "500", "mg/dL", RAISED)
        .result("glucose-mmol", 1, GLUCOSE_MASS, "2.0", "mmol/L", RAISED)
        .result("creatinine", 1, CREATININE, "442", "umol/L", RAISED)
        .result("hb", 1, HAEMOGLOBIN, "65", "g/L", RAISED)
        .result("glucose-normal", 1, GLUCOSE_MASS, "24.9", "mmol/L", TREATMENT_ONLY)
        .result(
            "hb-in-seconds",
            1,
            HAEMOGLOBIN,
            "65",
            "s",
            TREATMENT_ONLY.review("unit-not-convertible"));
    ages(stories);
    laboratoryFlags(stories.of("frida-flagged").adult());
    shapes(stories.of("gustav-shapes").adult());
  }

  /** The same values, other ages, other answers. */
  private static void ages(Script.Stories stories) {
    Story neonate = stories.of("dora-three-days-old");
    neonate
        .born(neonate.today().minusDays(3))
        .result("hb", 1, HAEMOGLOBIN, "11.5", "g/dL", RAISED)
        .result("glucose", 1, GLUCOSE_MASS, "210", "mg/dL", RAISED)
        .result("k", 1, POTASSIUM, "6.5", "mmol/L", TREATMENT_ONLY);
    stories
        .of("emil-same-values-adult")
        .adult()
        .result("hb", 1, HAEMOGLOBIN, "11.5", "g/dL", TREATMENT_ONLY)
        .result("glucose", 1, GLUCOSE_MASS, "210", "mg/dL", TREATMENT_ONLY)
        .result("k", 1, POTASSIUM, "6.5", "mmol/L", RAISED);
    stories
        .of("nobody-knows-the-age")
        .result("hb", 1, HAEMOGLOBIN, "11.5", "g/dL", TREATMENT_ONLY.review("age-unknown"))
        .result("k", 1, POTASSIUM, "7.5", "mmol/L", RAISED);
  }

  private static void laboratoryFlags(Story story) {
    for (String flag : new String[] {"HH", "LL", "AA"}) {
      ObjectNode observation = story.observation("flag-" + flag, 1);
      Resources.quantity(observation, C_REACTIVE_PROTEIN, "312", "mg/L");
      Resources.flag(observation, flag);
      story.result(observation, 1, RAISED);
    }
    ObjectNode merelyHigh = story.observation("flag-H", 1);
    Resources.quantity(merelyHigh, C_REACTIVE_PROTEIN, "40", "mg/L");
    Resources.flag(merelyHigh, "H");
    story.result(merelyHigh, 1, TREATMENT_ONLY);
  }

  private static void shapes(Story story) {
    ObjectNode below = story.observation("k-below", 1);
    Resources.quantity(below, POTASSIUM, "2.5", "mmol/L");
    ((ObjectNode) below.get("valueQuantity")).put("comparator", "<");
    story.result(below, 1, RAISED);

    ObjectNode panel = panel(story, 1);
    component(panel, SODIUM, "140");
    component(panel, POTASSIUM, "7.3");
    story.result(panel, 1, RAISED);
    ObjectNode shorter = panel(story, 2);
    component(shorter, SODIUM, "140");
    story.result(shorter, 2, TREATMENT_ONLY.alert(AlertStatus.RETRACTED));

    ObjectNode old = story.observation("k-three-days-ago", 1);
    Resources.quantity(old, POTASSIUM, "7.0", "mmol/L");
    String threeDaysAgo = story.now().minus(java.time.Duration.ofDays(3)).toString();
    old.put("effectiveDateTime", threeDaysAgo).put("issued", threeDaysAgo);
    story.result(old, 1, TREATMENT_ONLY.review("stale-critical"));
  }

  private static ObjectNode panel(Story story, int version) {
    ObjectNode panel = story.observation("electrolytes", version);
    Resources.code(panel, "24326-1");
    panel.putArray("component");
    return panel;
  }

  private static void component(ObjectNode panel, String loinc, String value) {
    Resources.quantity(((ArrayNode) panel.get("component")).addObject(), loinc, value, "mmol/L");
  }
}
