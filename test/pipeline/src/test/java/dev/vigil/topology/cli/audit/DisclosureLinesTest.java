package dev.vigil.topology.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.config.ConfigLoader;
import dev.vigil.topology.domain.disclosure.Disclosure;
import dev.vigil.topology.domain.disclosure.DisclosureKind;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lines of the accounting as people, spreadsheets and programs read them. */
class DisclosureLinesTest {
  private final DisclosureLines lines =
      new DisclosureLines(
          new Recipients(
              new ConfigLoader(Map.of())
                  .load(
                      null,
                      List.of(
                          "vigil.topics.prefix=ward.",
                          "vigil.outputs.research.purpose=HRESCH",
                          "vigil.outputs.research.recipient=Organization/university,Group/a"))
                  .vigil()),
          ZoneId.of("Europe/Vienna"));

  private static Disclosure line(
      DisclosureKind kind, String what, @Nullable String output, @Nullable String by) {
    return new Disclosure(
        Instant.parse("2026-03-01T23:30:00Z"),
        kind,
        what,
        output,
        output == null ? null : "HRESCH",
        by,
        "deny-overrides",
        "c1",
        "provision",
        "ward.fhir.events:0:7",
        "e1",
        null,
        true);
  }

  @Test
  void timesAreThoseOfTheZone() {
    assertThat(lines.row(line(DisclosureKind.CONTENT, "Observation/o1", "research", null)))
        .startsWith("2026-03-02T00:30:00+01:00 ")
        .contains("Organization/university Group/a")
        .endsWith("deny-overrides, Consent c1, provision         Observation/o1, event e1");
  }

  @Test
  void aSpreadsheetTakesNothingForAFormulaOrAnotherCell() {
    String header = DisclosureLines.csvHead();
    assertThat(lines.csv(line(DisclosureKind.CONTENT, "a \"b\", c\n=d", "research", "=1+1")))
        .isEqualTo(
            "2026-03-02T00:30:00+01:00,content,true,true,\"a \"\"b\"\", c?=d\",research,"
                + "ward.fhir.permitted.research,Organization/university Group/a,HRESCH,"
                + "deny-overrides,c1,provision,'=1+1,e1,ward.fhir.events:0:7,");
    assertThat(header.split(",", -1)).hasSize(16);
  }

  @Test
  void anOutputThatIsNotConfiguredAnyMoreHasNoRecipientButIsListed() {
    assertThat(lines.json(line(DisclosureKind.CONTENT, "Observation/o1", "former", null)))
        .contains("\"output\":\"former\"", "\"topic\":null", "\"recipient\":null");
    assertThat(lines.json(line(DisclosureKind.SHOWN_TO_OPERATOR, "dead letter", null, "ida")))
        .contains("\"recipient\":\"ida\"", "\"kind\":\"shown-to-operator\"");
    assertThat(lines.json(line(DisclosureKind.REVIEW_ITEM, "Observation/o1", null, null)))
        .contains("\"topic\":\"ward.clinical.review\"", "\"content\":false");
  }
}
