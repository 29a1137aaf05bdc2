package dev.vigil.serdes.fhir;

import java.util.ArrayList;
import java.util.List;

/** Reads what an Observation says of its specimen; throws at nothing. */
final class SpecimenReader {
  private SpecimenReader() {}

  static Specimen read(FhirResource resource) {
    Element specimen = resource.root().member("specimen");
    String display = specimen.member("display").text();
    String reference = specimen.member("reference").text();
    Element type = reference == null ? Element.MISSING : typeOfContained(resource, reference);
    if (type.isMissing()) {
      return display == null ? Specimen.NOT_STATED : new Specimen(List.of(), display);
    }
    List<Coding> codings = new ArrayList<>(2);
    ObservationReader.readConcept(type, codings);
    String text = type.member("text").text();
    return new Specimen(codings, text == null ? display : text);
  }

  private static Element typeOfContained(FhirResource resource, String reference) {
    if (reference.startsWith("#")) {
      for (Element one : resource.root().member("contained").elements()) {
        if ("Specimen".equals(one.member("resourceType").text())
            && reference.equals("#" + one.member("id").text())) {
          return one.member("type");
        }
      }
    }
    return Element.MISSING;
  }
}
