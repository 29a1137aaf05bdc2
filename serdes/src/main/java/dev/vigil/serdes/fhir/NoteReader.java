package dev.vigil.serdes.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the words in which a laboratory says how good a result or its specimen is; throws at
 * nothing.
 */
public final class NoteReader {
  private NoteReader() {}

  /** The Observation's own texts: note, interpretation, dataAbsentReason and a coded value. */
  public static List<String> read(FhirResource resource) {
    List<String> texts = new ArrayList<>(2);
    JsonNode notes = resource.member("note");
    if (notes != null) {
      for (JsonNode note : ObservationReader.elements(notes)) {
        // DSTU2 had comments, and some producers write a text where an Annotation belongs.
        add(note.isTextual() ? note : note.path("text"), texts);
      }
    }
    collect(resource::member, texts);
    return texts;
  }

  /** Texts of interpretation, dataAbsentReason and a coded value of each component. */
  public static List<List<String>> ofComponents(FhirResource resource) {
    JsonNode components = resource.member("component");
    if (components == null) {
      return List.of();
    }
    List<List<String>> all = new ArrayList<>(components.size());
    for (JsonNode component : ObservationReader.elements(components)) {
      List<String> texts = new ArrayList<>(2);
      collect(component::get, texts);
      all.add(texts);
    }
    return all;
  }

  private static void collect(ObservationReader.Members members, List<String> texts) {
    for (String name :
        new String[] {"interpretation", "dataAbsentReason", "valueCodeableConcept"}) {
      JsonNode concepts = members.member(name);
      if (concepts != null) {
        for (JsonNode concept : ObservationReader.elements(concepts)) {
          add(concept.path("text"), texts);
          for (JsonNode coding : ObservationReader.elements(concept.path("coding"))) {
            add(coding.path("display"), texts);
          }
        }
      }
    }
  }

  private static void add(JsonNode text, List<String> texts) {
    if (text.isTextual()) {
      texts.add(text.textValue());
    }
  }
}
