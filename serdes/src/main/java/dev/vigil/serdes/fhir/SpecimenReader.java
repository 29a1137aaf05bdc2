package dev.vigil.serdes.fhir;

import java.util.ArrayList;
import java.util.List;

/** Reads what an Observation says of its specimen; throws at nothing. */
final class SpecimenReader {
  private SpecimenReader() {}

  static Specimen read(FhirResource resource) {
    Element specimen = resource.root().member("specimen");
    String display = specimen.knownText("display");
    String reference = specimen.text("reference");
    Element type = reference == null ? Element.MISSING : typeOfContained(resource, reference);
    if (type.isMissing()) {
      return display == null ? Specimen.NOT_STATED : new Specimen(List.of(), display);
    }
    List<Coding> codings = new ArrayList<>(2);
    ObservationReader.readConcept(type, codings);
    String text = type.knownText("text");
    return new Specimen(codings, text == null ? display : text);
  }

  private static Element typeOfContained(FhirResource resource, String reference) {
    if (reference.startsWith("#")) {
      for (Element one : resource.root().member("contained").elements()) {
        if ("Specimen".equals(one.knownText("resourceType"))
            && reference.equals("#" + one.text("id"))) {
          return one.member("type");
        }
      }
    }
    return Element.MISSING;
  }
}
