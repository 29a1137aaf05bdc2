package dev.vigil.serdes.alert;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import java.util.Locale;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Narrative.NarrativeStatus;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.utilities.xhtml.NodeType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;
import org.jspecify.annotations.Nullable;

/** What a person reads of an alert's FHIR form; never the patient's name, which Vigil lacks. */
final class AlertTexts {
  private static final String XHTML = "http://www.w3.org/1999/xhtml";

  private AlertTexts() {}

  static CodeableConcept kind() {
    CodeableConcept kind = new CodeableConcept().setText("Critical laboratory value");
    kind.addCoding()
        .setSystem(Canonical.ALERT_KIND)
        .setCode("critical-laboratory-value")
        .setDisplay("Critical laboratory value");
    return kind;
  }

  static Narrative narrative(CriticalLabAlert alert) {
    XhtmlNode div = new XhtmlNode(NodeType.Element, "div");
    div.setAttribute("xmlns", XHTML);
    line(div, alert.getDisplay());
    line(div, what(alert));
    line(div, alert.getProfileNotice());
    Narrative narrative = new Narrative().setStatus(NarrativeStatus.GENERATED);
    narrative.setDiv(div);
    return narrative;
  }

  /** What became of the alert, and what it is held against. */
  static String what(CriticalLabAlert alert) {
    StringBuilder line = new StringBuilder(word(alert.getStatus()));
    String because = alert.getRetractedBecause();
    if (because != null) {
      line.append(" (").append(because).append(')');
    }
    Integer level = alert.getLevel();
    if (level != null) {
      line.append(" to level ").append(level);
    }
    line.append(", revision ").append(alert.getRevision());
    String previous = FhirValues.text(alert.getPreviousValue());
    if (previous != null && alert.getStatus() == AlertStatus.UPDATED) {
      line.append(", before: ").append(previous);
    }
    limit(line, alert);
    String result = FhirValues.text(alert.getResultStatus());
    if (result != null) {
      line.append(", result ").append(result);
    }
    mark(line, alert.getRepeat(), "a repeat");
    mark(line, alert.getWorsening(), "worse than before");
    mark(line, alert.getBreakGlass(), "delivered against a deny of treatment (break-glass)");
    return line.append('.').toString();
  }

  private static void limit(StringBuilder line, CriticalLabAlert alert) {
    Quantity limit = FhirValues.normalized(alert.getLimit(), alert.getNormalizedUnit());
    if (limit != null) {
      boolean side = FhirValues.comparator(alert.getLimitOperator()) != null;
      line.append(side ? ", critical if " + alert.getLimitOperator() + " " : ", limit ");
      line.append(limit.getValue().stripTrailingZeros().toPlainString());
      if (limit.hasUnit()) {
        line.append(' ').append(limit.getUnit());
      }
    }
  }

  private static void mark(StringBuilder line, boolean holds, String mark) {
    if (holds) {
      line.append(", ").append(mark);
    }
  }

  /** As a person reads it. */
  static String word(AlertStatus status) {
    String lower = status.name().toLowerCase(Locale.ROOT);
    return Character.toUpperCase(lower.charAt(0)) + lower.substring(1);
  }

  private static void line(XhtmlNode div, @Nullable String line) {
    String text = FhirValues.text(line);
    if (text != null) {
      div.addTag("p").addText(text);
    }
  }
}
