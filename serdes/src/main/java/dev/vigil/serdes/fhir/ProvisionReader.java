package dev.vigil.serdes.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.avro.state.ProvisionActor;
import dev.vigil.avro.state.ProvisionData;
import dev.vigil.avro.state.ProvisionState;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent.ProvisionComponent;
import org.hl7.fhir.r4.model.Consent.provisionActorComponent;
import org.hl7.fhir.r4.model.Consent.provisionDataComponent;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** Reads one provision and those nested in it. */
final class ProvisionReader {
  private static final Set<String> KNOWN =
      Set.of(
          "id",
          "extension",
          "type",
          "_type",
          "period",
          "actor",
          "action",
          "securityLabel",
          "purpose",
          "class",
          "code",
          "dataPeriod",
          "data",
          "provision");

  private static final Set<String> PERIOD =
      Set.of("id", "extension", "start", "_start", "end", "_end");

  private static final Set<String> ACTOR = Set.of("id", "extension", "role", "reference");

  private final JsonNode json;
  private final Set<String> unreadable = new TreeSet<>();

  private ProvisionReader(JsonNode json) {
    this.json = json;
  }

  /**
   * @param json the provision as received
   * @param parsed the same provision as HAPI understood it
   */
  static ProvisionState read(JsonNode json, ProvisionComponent parsed) {
    return new ProvisionReader(json).read(parsed);
  }

  private ProvisionState read(ProvisionComponent parsed) {
    ProvisionState state = ProvisionState.newBuilder().build();
    state.setType(type(parsed));
    period("period", parsed.getPeriod(), state::setPeriodStart, state::setPeriodEnd);
    period(
        "dataPeriod", parsed.getDataPeriod(), state::setDataPeriodStart, state::setDataPeriodEnd);
    state.setActors(values("actor", parsed.getActor(), this::actor));
    noteLostRoles(parsed);
    state.setActions(concepts("action", parsed.getAction(), ProvisionReader::code));
    state.setSecurityLabels(
        values("securityLabel", parsed.getSecurityLabel(), ProvisionReader::systemAndCode));
    state.setPurposes(values("purpose", parsed.getPurpose(), ProvisionReader::code));
    state.setClasses(values("class", parsed.getClass_(), ProvisionReader::code));
    state.setCodes(concepts("code", parsed.getCode(), ProvisionReader::systemAndCode));
    state.setData(values("data", parsed.getData(), this::data));
    state.setProvisions(nested(parsed));
    noteUnknownMembers();
    state.setUnreadable(List.copyOf(unreadable));
    return state;
  }

  private @Nullable String type(ProvisionComponent parsed) {
    String type = parsed.getTypeElement().getValueAsString();
    boolean present = json.has("type") || json.has("_type");
    if (present && (text(type) == null || !json.path("type").isTextual())) {
      unreadable.add("type");
      return null;
    }
    return type;
  }

  private void period(
      String name, Period period, Consumer<@Nullable Long> start, Consumer<@Nullable Long> end) {
    if (!json.has(name)) {
      return;
    }
    JsonNode received = json.get(name);
    boolean whole =
        hasOnly(received, PERIOD) && isWhole(received, "start") && isWhole(received, "end");
    if (!whole || !(received.has("start") || received.has("end"))) {
      unreadable.add(name);
      return;
    }
    FhirDateTime first = dateTime(name, received.has("start"), period.getStartElement());
    FhirDateTime last = dateTime(name, received.has("end"), period.getEndElement());
    start.accept(first == null ? null : first.start().toEpochMilli());
    end.accept(last == null ? null : last.end().toEpochMilli());
  }

  private static boolean hasOnly(JsonNode object, Set<String> members) {
    if (!object.isObject()) {
      return false;
    }
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      if (!members.contains(names.next())) {
        return false;
      }
    }
    return true;
  }

  /** A value that is masked must not count as one that is not there. */
  private static boolean isWhole(JsonNode object, String name) {
    return object.has(name) || !object.has("_" + name);
  }

  private @Nullable FhirDateTime dateTime(String name, boolean present, DateTimeType value) {
    if (!present) {
      return null;
    }
    String text = value.getValueAsString();
    FhirDateTime dateTime = text == null ? null : FhirDateTime.parse(text);
    if (dateTime == null) {
      unreadable.add(name);
    }
    return dateTime;
  }

  /** The values of a criterion; a value that cannot be read makes the criterion unreadable. */
  private <T, V> List<V> values(String name, List<T> parsed, Function<T, @Nullable V> read) {
    return lists(
        name,
        parsed,
        value -> {
          V one = read.apply(value);
          return one == null ? List.of() : List.of(one);
        });
  }

  /** The codes of a criterion; the codings of one concept are alternatives like its siblings. */
  private List<String> concepts(
      String name, List<CodeableConcept> parsed, Function<Coding, @Nullable String> read) {
    return lists(
        name,
        parsed,
        concept -> {
          List<String> codes = new ArrayList<>();
          for (Coding coding : concept.getCoding()) {
            String code = read.apply(coding);
            if (code != null) {
              codes.add(code);
            }
          }
          return codes;
        });
  }

  private <T, V> List<V> lists(String name, List<T> parsed, Function<T, List<V>> read) {
    if (!json.has(name)) {
      return List.of();
    }
    if (parsed.isEmpty() || parsed.size() != received(name)) {
      unreadable.add(name);
    }
    List<V> values = new ArrayList<>();
    for (T value : parsed) {
      List<V> some = read.apply(value);
      if (some.isEmpty()) {
        unreadable.add(name);
      }
      values.addAll(some);
    }
    return values;
  }

  /** How many values were sent; HAPI takes an object for an array of one. */
  private int received(String name) {
    JsonNode member = json.get(name);
    if (member.isObject()) {
      return 1;
    }
    return member.isArray() ? member.size() : -1;
  }

  private @Nullable ProvisionActor actor(provisionActorComponent actor) {
    List<String> roles = new ArrayList<>();
    for (Coding coding : actor.getRole().getCoding()) {
      String role = code(coding);
      if (role != null) {
        roles.add(role);
      }
    }
    String reference = reference(actor.getReference());
    String identifier = identifier(actor.getReference());
    boolean roleLost = actor.hasRole() && roles.isEmpty();
    if ((reference == null && identifier == null) || roleLost || actor.hasModifierExtension()) {
      return null;
    }
    return new ProvisionActor(roles, reference, identifier);
  }

  /**
   * A role of the wrong JSON type, or misspelt, is dropped by HAPI: the actor would count as one
   * without role.
   */
  private void noteLostRoles(ProvisionComponent parsed) {
    List<provisionActorComponent> actors = parsed.getActor();
    for (int i = 0; i < actors.size(); i++) {
      JsonNode received = json.path("actor");
      JsonNode actor = received.isArray() ? received.path(i) : received;
      boolean misspelt = actor.isObject() && !hasOnly(actor, ACTOR);
      if (misspelt || (actor.has("role") && !actors.get(i).hasRole())) {
        unreadable.add("actor");
      }
    }
  }

  private @Nullable ProvisionData data(provisionDataComponent data) {
    String meaning = data.getMeaningElement().getValueAsString();
    String reference = reference(data.getReference());
    if (meaning == null || meaning.isBlank() || reference == null || data.hasModifierExtension()) {
      return null;
    }
    return new ProvisionData(meaning, reference);
  }

  private List<ProvisionState> nested(ProvisionComponent parsed) {
    JsonNode received = json.get("provision");
    if (received == null) {
      return List.of();
    }
    if (!received.isArray() || received.size() != parsed.getProvision().size()) {
      // What was lost may be a deny: whoever decides counts it as one that may match.
      unreadable.add("provision");
      return List.of();
    }
    List<ProvisionState> nested = new ArrayList<>();
    for (int i = 0; i < received.size(); i++) {
      if (received.get(i).isObject()) {
        nested.add(read(received.get(i), parsed.getProvision().get(i)));
      } else {
        unreadable.add("provision");
      }
    }
    return nested;
  }

  /** A member that R4 does not have may have been meant as a criterion. */
  private void noteUnknownMembers() {
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (name.equals("modifierExtension")) {
        unreadable.add("modifierExtension");
      } else if (!KNOWN.contains(name)) {
        unreadable.add("unknown-member");
      }
    }
  }

  private static @Nullable String code(Coding coding) {
    return text(coding.getCode());
  }

  private static @Nullable String systemAndCode(Coding coding) {
    String code = text(coding.getCode());
    String system = text(coding.getSystem());
    return code == null ? null : (system == null ? "" : system) + "|" + code;
  }

  private static @Nullable String reference(Reference reference) {
    return text(reference.getReferenceElement_().getValueAsString());
  }

  private static @Nullable String identifier(Reference reference) {
    String value = text(reference.getIdentifier().getValue());
    String system = text(reference.getIdentifier().getSystem());
    return value == null ? null : (system == null ? "" : system) + "|" + value;
  }

  private static @Nullable String text(@Nullable String text) {
    return text == null || text.isBlank() || text.length() > ConsentBounds.MAX_TEXT ? null : text;
  }
}
