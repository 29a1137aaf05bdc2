package dev.vigil.serdes.fhir;

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
    for (Element note : resource.root().member("note").elements()) {
      // DSTU2 had comments, and some producers write a text where an Annotation belongs.
      add(note.isText() ? note : note.member("text"), texts);
    }
    collect(resource.root(), texts);
    return texts;
  }

  /** Texts of interpretation, dataAbsentReason and a coded value of each component. */
  public static List<List<String>> ofComponents(FhirResource resource) {
    List<List<String>> all = new ArrayList<>();
    for (Element component : resource.root().member("component").elements()) {
      List<String> texts = new ArrayList<>(2);
      collect(component, texts);
      all.add(texts);
    }
    return all;
  }

  private static void collect(Element result, List<String> texts) {
    for (String name :
        new String[] {"interpretation", "dataAbsentReason", "valueCodeableConcept"}) {
      for (Element concept : result.member(name).elements()) {
        add(concept.member("text"), texts);
        for (Element coding : concept.member("coding").elements()) {
          add(coding.member("display"), texts);
        }
      }
    }
  }

  private static void add(Element element, List<String> texts) {
    String text = element.text();
    if (text != null) {
      texts.add(text);
    }
  }
}
