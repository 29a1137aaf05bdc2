package dev.vigil.topology.cli.audit;

import dev.vigil.topology.cli.io.Csv;
import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.domain.disclosure.Disclosure;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lines of the accounting, for people, spreadsheets and programs. */
final class DisclosureLines {
  private static final String ROW = "%-29s  %-17s  %-12s  %-8s  %-24s  %-44s  %s";

  private final Recipients recipients;
  private final ZoneId zone;

  DisclosureLines(Recipients recipients, ZoneId zone) {
    this.recipients = recipients;
    this.zone = zone;
  }

  static String tableHead() {
    return ROW.formatted("WHEN", "WHAT WENT OUT", "OUTPUT", "PURPOSE", "RECIPIENT", "BASIS", "OF");
  }

  String row(Disclosure line) {
    String of = line.what();
    if (line.eventId() != null) {
      of += ", event " + line.eventId();
    }
    if (line.run() != null) {
      of += ", run " + line.run();
    }
    if (!line.certain()) {
      of += " (filed under the patient's key; not known to be about the patient)";
    }
    return Printable.of(
        ROW.formatted(
                when(line),
                line.kind().code(),
                dash(line.output()),
                dash(line.purpose()),
                dash(recipients.recipient(line)),
                basis(line),
                of)
            .stripTrailing());
  }

  private static String basis(Disclosure line) {
    if (line.rule() == null) {
      return "-";
    }
    String basis = line.rule();
    if (line.consentId() != null) {
      basis += ", Consent " + line.consentId();
    }
    return line.provision() == null ? basis : basis + ", " + line.provision();
  }

  static String csvHead() {
    return String.join(",", names());
  }

  String csv(Disclosure line) {
    return Csv.line(
        fields(line).values().stream().map(cell -> cell == null ? null : cell.toString()).toList());
  }

  String json(Disclosure line) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("type", "disclosure");
    object.putAll(fields(line));
    return Json.inOrder(object);
  }

  private static List<String> names() {
    return List.of(
        "at",
        "kind",
        "content",
        "certain",
        "what",
        "output",
        "topic",
        "recipient",
        "purpose",
        "rule",
        "consentId",
        "provision",
        "by",
        "eventId",
        "place",
        "run");
  }

  private Map<String, @Nullable Object> fields(Disclosure line) {
    List<@Nullable Object> values = new ArrayList<>();
    values.add(when(line));
    values.add(line.kind().code());
    values.add(line.kind().isContent());
    values.add(line.certain());
    values.add(line.what());
    values.add(line.output());
    values.add(recipients.topic(line));
    values.add(recipients.recipient(line));
    values.add(line.purpose());
    values.add(line.rule());
    values.add(line.consentId());
    values.add(line.provision());
    values.add(line.by());
    values.add(line.eventId());
    values.add(line.origin());
    values.add(line.run());
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    List<String> names = names();
    for (int i = 0; i < values.size(); i++) {
      fields.put(names.get(i), values.get(i));
    }
    return fields;
  }

  private String when(Disclosure line) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(line.at().atZone(zone));
  }

  private static String dash(@Nullable String text) {
    return text == null ? "-" : text;
  }
}
