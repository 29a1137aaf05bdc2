package dev.vigil.serdes.pseudonym;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.JsonInput;
import dev.vigil.serdes.fhir.PatientReference;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes one resource anew, with what {@link KeptElements} names and nothing else: ids and
 * references as pseudonyms, no text that a person wrote. What would be left empty is left out.
 */
final class ResourceRewriter {
  private static final JsonFactory JSON = JsonInput.factory(JsonInput.MAX_DEPTH);
  private static final KeptElements KEPT = KeptElements.SHIPPED;

  /** Nothing clinical of the types that are kept is nested so deep. */
  private static final int MAX_DEPTH = 32;

  private static final int LONGEST_CODE = 100;
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z]{1,64}");
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2})?)?"
              + "|\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?");
  private static final Pattern REFERENCE =
      Pattern.compile("(?:.*/)?([A-Z][A-Za-z]{1,63})/([A-Za-z0-9.-]{1,64})(?:/_history/[^/]*)?");

  private final Pseudonyms pseudonyms;
  private final String tenant;
  private final PatientTrace patient;
  private final String ownId;
  private final Deque<Level> open = new ArrayDeque<>();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream(1024);

  /** An object or array that was begun, but is written only once something in it is. */
  private static final class Level {
    final String name;
    final boolean array;
    boolean begun;

    Level(String name, boolean array) {
      this.name = name;
      this.array = array;
    }
  }

  private interface Leaf {
    void write(JsonGenerator to) throws IOException;
  }

  private ResourceRewriter(
      Pseudonyms pseudonyms, String tenant, PatientTrace patient, String ownId) {
    this.pseudonyms = pseudonyms;
    this.tenant = tenant;
    this.patient = patient;
    this.ownId = ownId;
  }

  /**
   * A resource without what tells the patient; null: it cannot be made safe.
   *
   * @param type of the resource
   * @param ownId the resource's pseudonym
   */
  static @Nullable FhirResource rewrite(
      FhirResource resource,
      String type,
      String ownId,
      String tenant,
      PatientTrace patient,
      Pseudonyms pseudonyms) {
    if (!KEPT.types().contains(type)) {
      return null;
    }
    ResourceRewriter rewriter = new ResourceRewriter(pseudonyms, tenant, patient, ownId);
    try (JsonParser from =
            JSON.createParser(resource.buffer(), resource.from(), resource.to() - resource.from());
        JsonGenerator to = JSON.createGenerator(rewriter.written)) {
      if (!rewriter.copy(from, to)) {
        return null;
      }
      to.flush();
      return FhirResource.of(rewriter.written.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("a resource that was scanned cannot be read again", e);
    }
  }

  /** Copies what is kept; false: something decides about the meaning of all else. */
  private boolean copy(JsonParser from, JsonGenerator to) throws IOException {
    String name = "";
    for (JsonToken token = from.nextToken(); token != null; token = from.nextToken()) {
      switch (token) {
        case FIELD_NAME -> {
          name = from.currentName();
          if (KEPT.decisive().contains(name)) {
            return false;
          }
          if (KEPT.dropped().contains(name) || !NAME.matcher(name).matches()) {
            from.nextToken();
            from.skipChildren();
          }
        }
        case START_OBJECT, START_ARRAY -> {
          String own = name(name);
          if (open.size() == MAX_DEPTH || patient.isIn(own)) {
            from.skipChildren();
          } else {
            open.addLast(new Level(own, token == JsonToken.START_ARRAY));
          }
        }
        case END_OBJECT, END_ARRAY -> end(to);
        default -> leaf(token, name(name), from, to);
      }
    }
    return true;
  }

  /** Items of an array have its name. */
  private String name(String field) {
    Level level = open.peekLast();
    return level != null && level.array ? level.name : field;
  }

  private void end(JsonGenerator to) throws IOException {
    Level level = open.removeLast();
    if (level.begun && level.array) {
      to.writeEndArray();
    } else if (level.begun) {
      to.writeEndObject();
    }
  }

  private void leaf(JsonToken token, String name, JsonParser from, JsonGenerator to)
      throws IOException {
    switch (token) {
      case VALUE_STRING -> {
        String kept = text(name, from.getText());
        if (kept != null) {
          write(name, to, generator -> generator.writeString(kept));
        }
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        // As it stands: 7.0 and 7.00 are not the same measurement.
        String digits = from.getText();
        if (KEPT.numbers().contains(name) && !patient.isIn(digits)) {
          write(name, to, generator -> generator.writeNumber(digits));
        }
      }
      case VALUE_TRUE, VALUE_FALSE -> {
        if (KEPT.booleans().contains(name)) {
          write(name, to, generator -> generator.writeBoolean(token == JsonToken.VALUE_TRUE));
        }
      }
      default -> {
        // A null holds nothing.
      }
    }
  }

  /** What stays of a text; null: nothing. */
  private @Nullable String text(String name, String text) {
    boolean ofResource = open.size() == 1;
    if (ofResource && name.equals("id")) {
      return ownId;
    }
    if (name.equals("reference")) {
      return reference(text);
    }
    boolean fits =
        (ofResource && name.equals("resourceType"))
            || (name.equals("versionId") && VERSION.matcher(text).matches())
            || (KEPT.codes().contains(name) && text.length() <= LONGEST_CODE)
            || (KEPT.times().contains(name) && TIME.matcher(text).matches());
    return fits && !patient.isIn(text) ? text : null;
  }

  /** Relative, whatever it was: the address of a server would help to look it up. */
  private @Nullable String reference(String reference) {
    String patientId = PatientReference.idIn(reference);
    if (patientId != null) {
      return "Patient/" + pseudonyms.ofPatient(tenant, patientId);
    }
    Matcher matcher = REFERENCE.matcher(reference);
    if (!matcher.matches() || patient.isIn(matcher.group(1))) {
      return null;
    }
    String type = matcher.group(1);
    return type + "/" + pseudonyms.ofResource(tenant, type, matcher.group(2));
  }

  private void write(String name, JsonGenerator to, Leaf leaf) throws IOException {
    boolean inArray = true;
    Iterator<Level> levels = open.iterator();
    while (levels.hasNext()) {
      Level level = levels.next();
      if (!level.begun) {
        if (!inArray) {
          to.writeFieldName(level.name);
        }
        if (level.array) {
          to.writeStartArray();
        } else {
          to.writeStartObject();
        }
        level.begun = true;
      }
      inArray = level.array;
    }
    if (!inArray) {
      to.writeFieldName(name);
    }
    leaf.write(to);
  }
}
