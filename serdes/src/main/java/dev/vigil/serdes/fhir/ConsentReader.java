package dev.vigil.serdes.fhir;

import ca.uhn.fhir.parser.ErrorHandlerAdapter;
import ca.uhn.fhir.parser.IParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.ProvisionState;
import dev.vigil.avro.state.ResourceVersion;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Consent;
import org.jspecify.annotations.Nullable;

/**
 * Reads the decision-relevant content of a FHIR R4 Consent, codes as received. HAPI says what an
 * element holds; the JSON says whether it was there, because a lenient parser drops what it does
 * not understand, and a criterion that is dropped would widen a permit.
 */
public final class ConsentReader {
  /** What decides; narrative, sources and attachments are left behind before parsing. */
  private static final List<String> MEMBERS =
      List.of("status", "scope", "category", "dateTime", "policyRule", "provision");

  /** Elements that may change the meaning of all others and that Vigil does not know. */
  private static final List<String> MODIFIERS = List.of("modifierExtension", "implicitRules");

  private static final String EVERY_ELEMENT =
      """
      {"resourceType":"Consent","status":"active",
       "scope":{"coding":[{"system":"s","code":"c"}]},
       "category":[{"coding":[{"system":"s","code":"c"}]}],"dateTime":"2000-01-01",
       "policyRule":{"coding":[{"system":"s","code":"c"}]},
       "provision":{"type":"deny","period":{"start":"2000-01-01"},
         "actor":[{"role":{"text":"r"},"reference":{"reference":"Organization/o"}}],
         "action":[{"text":"a"}],"securityLabel":[{"system":"s","code":"c"}],
         "purpose":[{"system":"s","code":"c"}],"class":[{"system":"s","code":"c"}],
         "code":[{"text":"c"}],"dataPeriod":{"start":"2000-01-01"},
         "data":[{"meaning":"instance","reference":{"identifier":{"system":"s","value":"v"}}}],
         "provision":[{"type":"permit"}]}}""";

  private ConsentReader() {}

  /**
   * Reads a resource whose type is Consent.
   *
   * @param version the version it is kept under
   * @throws UnreadableResource if it has no id, is beyond the bounds, or is not a Consent HAPI can
   *     parse
   */
  public static ConsentState read(FhirResource resource, ResourceVersion version)
      throws UnreadableResource {
    String id = resource.id();
    if (id == null || id.isBlank()) {
      throw new UnreadableResource("consent-without-id");
    }
    JsonNode provision = resource.member("provision");
    if (provision != null) {
      ConsentBounds.checkProvision(provision);
    }
    Consent consent = parse(resource);
    List<String> unreadable = new ArrayList<>();
    for (String modifier : MODIFIERS) {
      if (resource.member(modifier) != null) {
        unreadable.add(modifier);
      }
    }
    List<String> scope = codes(consent.getScope());
    if (scope.isEmpty() && resource.member("scope") != null) {
      unreadable.add("scope");
    }
    List<String> category = new ArrayList<>();
    consent.getCategory().forEach(concept -> category.addAll(codes(concept)));
    if (category.isEmpty() && resource.member("category") != null) {
      unreadable.add("category");
    }
    FhirDateTime dateTime = dateTime(resource, consent, unreadable);
    return ConsentState.newBuilder()
        .setId(id)
        .setVersion(version)
        .setStatus(status(resource, consent, unreadable))
        .setScope(scope)
        .setCategory(category)
        .setDateTime(dateTime == null ? null : dateTime.start().toEpochMilli())
        .setDateTimeEnd(dateTime == null ? null : dateTime.end().toEpochMilli())
        .setPolicyRule(policyRule(resource, consent, unreadable))
        .setProvision(provision(provision, consent, unreadable))
        .setUnreadable(unreadable)
        .build();
  }

  /**
   * Does now what the first Consent would otherwise wait for: HAPI reads the definition of an
   * element when it first meets one.
   */
  public static void warmUp() {
    Hapi.r4().newJsonParser().parseResource(Consent.class, EVERY_ELEMENT);
  }

  private static Consent parse(FhirResource resource) throws UnreadableResource {
    ObjectNode relevant = JsonNodeFactory.instance.objectNode();
    relevant.put("resourceType", "Consent");
    for (String name : MEMBERS) {
      JsonNode member = resource.member(name);
      if (member != null) {
        ConsentBounds.check(member);
        simplifyExtensions(member);
        relevant.set(name, member);
      }
    }
    IParser parser = Hapi.r4().newJsonParser();
    // Neither fails nor logs: HAPI's lenient handler writes values into the log.
    parser.setParserErrorHandler(new ErrorHandlerAdapter());
    try {
      return parser.parseResource(Consent.class, relevant.toString());
    } catch (RuntimeException notFhir) {
      // Beside its DataFormatException, HAPI's parser fails with whatever its code runs into where
      // JSON has an unexpected shape.
      throw new UnreadableResource("consent-not-fhir");
    }
  }

  /**
   * Extensions decide nothing here, and HAPI fails on some that are not valid; of a modifier
   * extension only that it is there counts.
   */
  private static void simplifyExtensions(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove("extension");
      if (object.has("modifierExtension")) {
        object.putArray("modifierExtension").addObject().put("url", "urn:any");
      }
    }
    node.forEach(ConsentReader::simplifyExtensions);
  }

  private static String status(FhirResource resource, Consent consent, List<String> unreadable) {
    String status = consent.getStatusElement().getValueAsString();
    JsonNode received = resource.member("status");
    if (status == null
        || status.isBlank()
        || status.length() > ConsentBounds.MAX_TEXT
        || received == null
        || !received.isTextual()) {
      unreadable.add("status");
      return "";
    }
    return status;
  }

  private static @Nullable FhirDateTime dateTime(
      FhirResource resource, Consent consent, List<String> unreadable) {
    if (resource.member("dateTime") == null) {
      return null;
    }
    String text = consent.getDateTimeElement().getValueAsString();
    FhirDateTime dateTime = text == null ? null : FhirDateTime.parse(text);
    if (dateTime == null) {
      unreadable.add("dateTime");
    }
    return dateTime;
  }

  private static List<String> policyRule(
      FhirResource resource, Consent consent, List<String> unreadable) {
    List<String> codes = codes(consent.getPolicyRule());
    int codings = consent.getPolicyRule().getCoding().size();
    if (resource.member("policyRule") != null && (codes.isEmpty() || codes.size() < codings)) {
      unreadable.add("policyRule");
    } else if (codes.isEmpty() && resource.member("policy") != null) {
      // What stands behind the policy's URI is not in the stream.
      unreadable.add("policy");
    }
    return codes;
  }

  private static @Nullable ProvisionState provision(
      @Nullable JsonNode received, Consent consent, List<String> unreadable) {
    if (received == null) {
      return null;
    }
    if (!received.isObject() || received.isEmpty()) {
      unreadable.add("provision");
      return null;
    }
    return ProvisionReader.read(received, consent.getProvision());
  }

  private static List<String> codes(CodeableConcept concept) {
    List<String> codes = new ArrayList<>();
    concept
        .getCoding()
        .forEach(
            coding -> {
              if (coding.hasCode() && coding.getCode().length() <= ConsentBounds.MAX_TEXT) {
                codes.add(coding.getCode());
              }
            });
    return codes;
  }
}
