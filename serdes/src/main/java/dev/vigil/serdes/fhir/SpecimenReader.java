package dev.vigil.serdes.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what an Observation says of its specimen; throws at nothing. */
final class SpecimenReader {
  private SpecimenReader() {}

  static Specimen read(FhirResource resource) {
    JsonNode specimen = resource.member("specimen");
    if (specimen == null) {
      return Specimen.NOT_STATED;
    }
    String display = specimen.path("display").textValue();
    String reference = specimen.path("reference").textValue();
    JsonNode type = reference == null ? null : typeOfContained(resource, reference);
    if (type == null) {
      return display == null ? Specimen.NOT_STATED : new Specimen(List.of(), display);
    }
    List<Coding> codings = new ArrayList<>(2);
    ObservationReader.readConcept(type, codings);
    String text = type.path("text").textValue();
    return new Specimen(codings, text == null ? display : text);
  }

  private static @Nullable JsonNode typeOfContained(FhirResource resource, String reference) {
    if (!reference.startsWith("#")) {
      return null;
    }
    JsonNode contained = resource.member("contained");
    if (contained != null) {
      for (JsonNode one : ObservationReader.elements(contained)) {
        if ("Specimen".equals(one.path("resourceType").textValue())
            && reference.equals("#" + one.path("id").textValue())) {
          return one.get("type");
        }
      }
    }
    return null;
  }
}
