package dev.vigil.topology.domain.lab;

import dev.vigil.serdes.fhir.Coding;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.NoteReader;
import dev.vigil.serdes.fhir.Observation;
import dev.vigil.serdes.fhir.ResultHead;
import dev.vigil.serdes.fhir.ResultValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Adds to the critical values of an Observation what the laboratory says of the quality of its
 * specimen. Every critical value of the Observation gets the remark, potassium or not: which
 * analytes suffer from it is the reader's knowledge.
 */
final class Remarks {
  /** What an index of haemolysis, lipaemia or icterus says when there is some. */
  private static final Pattern POSITIVE =
      Pattern.compile(
          "[1-4]?\\s?\\++|[1-4]\\+|pos|positive|positiv|present|detected|yes|ja|slight|slightly|mild"
              + "|moderate|gross|grossly|marked|severe|strong");

  private static final Set<String> ABNORMAL = Set.of("H", "HH", "HU", "A", "AA", "POS");

  private Remarks() {}

  static List<Finding> added(
      List<Finding> findings, FhirResource resource, Observation observation) {
    if (!hasValue(findings)) {
      return findings;
    }
    Set<String> all = QualityNotes.remarks(NoteReader.read(resource));
    for (Observation.Component component : observation.components()) {
      all.addAll(index(component));
    }
    List<List<String>> ofComponents = NoteReader.ofComponents(resource);
    int first = firstComponent(findings);
    List<Finding> added = new ArrayList<>(findings.size());
    for (int i = 0; i < findings.size(); i++) {
      int component = i - first;
      boolean own = component >= 0 && component < ofComponents.size();
      added.add(
          withRemarks(
              findings.get(i),
              all,
              own ? QualityNotes.remarks(ofComponents.get(component)) : Set.of()));
    }
    return added;
  }

  /** Whether there is a value that an alert could say. */
  private static boolean hasValue(List<Finding> findings) {
    for (Finding finding : findings) {
      if (finding.critical() != null) {
        return true;
      }
    }
    return false;
  }

  private static int firstComponent(List<Finding> findings) {
    return findings.get(0).component() == null ? 1 : 0;
  }

  private static Finding withRemarks(Finding finding, Set<String> all, Set<String> own) {
    CriticalValue critical = finding.critical();
    if (critical == null || (all.isEmpty() && own.isEmpty())) {
      return finding;
    }
    Set<String> remarks = new LinkedHashSet<>(all);
    remarks.addAll(own);
    remarks.addAll(critical.remarks());
    return new Finding(
        finding.component(),
        finding.outcome(),
        finding.reason(),
        finding.loinc(),
        critical.withRemarks(List.copyOf(remarks)),
        finding.verdict());
  }

  /** What a component says that is an index of haemolysis, lipaemia or icterus. */
  private static Set<String> index(Observation.Component component) {
    List<String> names = new ArrayList<>(2);
    ResultHead head = component.head();
    if (head.text() != null) {
      names.add(head.text());
    }
    for (Coding coding : head.codings()) {
      if (coding.display() != null) {
        names.add(coding.display());
      }
    }
    Set<String> remarks = QualityNotes.remarks(names);
    if (remarks.isEmpty() || isPositive(component)) {
      return remarks;
    }
    return QualityNotes.remarks(List.of(component.value().text()));
  }

  private static boolean isPositive(Observation.Component component) {
    for (Coding flag : component.head().interpretation()) {
      if (flag.code() != null && ABNORMAL.contains(flag.code())) {
        return true;
      }
    }
    ResultValue value = component.value();
    if (value instanceof ResultValue.Truth) {
      return value.text().equals("true");
    }
    boolean words = value instanceof ResultValue.Text || value instanceof ResultValue.Coded;
    return words && POSITIVE.matcher(value.text().strip().toLowerCase(Locale.ROOT)).matches();
  }
}
