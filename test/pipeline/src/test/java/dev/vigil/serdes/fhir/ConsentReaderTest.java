package dev.vigil.serdes.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.ProvisionActor;
import dev.vigil.avro.state.ProvisionData;
import dev.vigil.avro.state.ProvisionState;
import dev.vigil.avro.state.ResourceVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsentReaderTest {
  private static final ResourceVersion VERSION =
      ResourceVersion.newBuilder().setSource("test").setVersionId("1").setEventTime(0).build();

  private static final String COMPLETE =
      """
      {"resourceType":"Consent","id":"c1","status":"active",
       "text":{"status":"generated","div":"<div xmlns='http://www.w3.org/1999/xhtml'>x</div>"},
       "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
       "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"},{"code":"x"}]}],
       "dateTime":"2025-02",
       "policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTIN"}]},
       "provision":{"type":"deny",
        "period":{"start":"2025-01-01","end":"2025-12-31"},
        "actor":[{"role":{"coding":[{"code":"PRCP"}]},
                  "reference":{"reference":"Organization/f001","identifier":{"system":"urn:x","value":"7"}}}],
        "action":[{"coding":[{"code":"access"}]},{"coding":[{"code":"disclose"}]}],
        "securityLabel":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}],
        "purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"HRESCH"}],
        "class":[{"system":"http://hl7.org/fhir/resource-types","code":"Observation"}],
        "code":[{"coding":[{"system":"http://loinc.org","code":"2823-3"},{"system":"urn:lab","code":"K"}]}],
        "dataPeriod":{"start":"2024","end":"2024-06-01T12:00:00+02:00"},
        "data":[{"meaning":"instance","reference":{"reference":"Observation/o1"}}],
        "provision":[{"type":"allow","provision":[{"purpose":[{"code":"BIORCH"}]}]}]}}
      """;

  private static ConsentState read(String json) throws IOException, UnreadableResource {
    return ConsentReader.read(FhirResource.of(json.getBytes(StandardCharsets.UTF_8)), VERSION);
  }

  private static ProvisionState provision(String members) throws IOException, UnreadableResource {
    ProvisionState provision =
        read("{\"resourceType\":\"Consent\",\"id\":\"c\",\"status\":\"active\",\"provision\":{"
                + members
                + "}}")
            .getProvision();
    assertThat(provision).isNotNull();
    return provision;
  }

  private static @Nullable Long millis(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  @Test
  void takesOverEverythingThatDecides() throws IOException, UnreadableResource {
    ConsentState consent = read(COMPLETE);

    assertThat(consent.getId()).isEqualTo("c1");
    assertThat(consent.getVersion()).isEqualTo(VERSION);
    assertThat(consent.getReadable()).isTrue();
    assertThat(consent.getStatus()).isEqualTo("active");
    assertThat(consent.getScope()).containsExactly("patient-privacy");
    assertThat(consent.getCategory()).containsExactly("59284-0", "x");
    assertThat(consent.getDateTime()).isEqualTo(millis("2025-02-01T00:00:00Z"));
    assertThat(consent.getPolicyRule()).containsExactly("OPTIN");
    assertThat(consent.getUnreadable()).isEmpty();

    ProvisionState root = consent.getProvision();
    assertThat(root.getType()).isEqualTo("deny");
    assertThat(root.getPeriodStart()).isEqualTo(millis("2025-01-01T00:00:00Z"));
    assertThat(root.getPeriodEnd()).isEqualTo(millis("2025-12-31T23:59:59.999Z"));
    assertThat(root.getDataPeriodStart()).isEqualTo(millis("2024-01-01T00:00:00Z"));
    assertThat(root.getDataPeriodEnd()).isEqualTo(millis("2024-06-01T10:00:00.999Z"));
    assertThat(root.getActors())
        .containsExactly(
            new ProvisionActor(java.util.List.of("PRCP"), "Organization/f001", "urn:x|7"));
    assertThat(root.getActions()).containsExactly("access", "disclose");
    assertThat(root.getSecurityLabels())
        .containsExactly("http://terminology.hl7.org/CodeSystem/v3-Confidentiality|R");
    assertThat(root.getPurposes()).containsExactly("HRESCH");
    assertThat(root.getClasses()).containsExactly("Observation");
    assertThat(root.getCodes()).containsExactly("http://loinc.org|2823-3", "urn:lab|K");
    assertThat(root.getData()).containsExactly(new ProvisionData("instance", "Observation/o1"));
    assertThat(root.getUnreadable()).isEmpty();
    ProvisionState nested = root.getProvisions().get(0);
    assertThat(nested.getType()).as("unknown codes stay as received").isEqualTo("allow");
    assertThat(nested.getProvisions().get(0).getType()).isNull();
    assertThat(nested.getProvisions().get(0).getPurposes()).containsExactly("BIORCH");
  }

  @Test
  void datesDoNotDependOnTheMachine() throws IOException, UnreadableResource {
    TimeZone zone = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
      assertThat(read(COMPLETE).getProvision().getPeriodEnd())
          .isEqualTo(millis("2025-12-31T23:59:59.999Z"));
    } finally {
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void keepsAnUnknownStatus() throws IOException, UnreadableResource {
    ConsentState consent = read("{\"resourceType\":\"Consent\",\"id\":\"c\",\"status\":\"odd\"}");
    assertThat(consent.getStatus()).isEqualTo("odd");
    assertThat(consent.getProvision()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "period | \"period\":{\"start\":\"2025-13-01\"}",
        "period | \"period\":{\"end\":\"2025-02-30\"}",
        "period | \"period\":{\"start\":5}",
        "period | \"period\":{}",
        "period | \"period\":\"2025\"",
        "period | \"period\":[{\"start\":\"2025\"}]",
        "dataPeriod | \"dataPeriod\":{\"start\":\"yesterday\"}",
        "actor | \"actor\":[{\"role\":{\"coding\":[{\"code\":\"PRCP\"}]}}]",
        "actor | \"actor\":[{\"role\":{\"coding\":[{\"code\":\"PRCP\"}]},\"reference\":\"x\"}]",
        "actor | \"actor\":[{\"role\":{\"coding\":[{\"code\":\"PRCP\"}]},\"reference\":{\"display\":\"x\"}}]",
        "actor | \"actor\":[{\"role\":{\"text\":\"x\"},\"reference\":{\"reference\":\"a/b\"}}]",
        "actor | \"actor\":[null]",
        "actor | \"actor\":7",
        "action | \"action\":[{\"text\":\"read\"}]",
        "action | \"action\":[\"access\"]",
        "action | \"action\":[]",
        "securityLabel | \"securityLabel\":[{\"display\":\"restricted\"}]",
        "purpose | \"purpose\":[{\"system\":\"x\"}]",
        "purpose | \"purpose\":[{\"code\":\"\"}]",
        "purpose | \"purpose\":[{\"code\":\"HRESCH\"},{}]",
        "purpose | \"purpose\":\"HRESCH\"",
        "class | \"class\":[{\"code\":null}]",
        "code | \"code\":[{\"coding\":[{\"system\":\"http://loinc.org\"}]}]",
        "data | \"data\":[{\"meaning\":\"instance\"}]",
        "data | \"data\":[{\"reference\":{\"reference\":\"Observation/1\"}}]",
        "type | \"type\":5",
        "type | \"type\":\"\"",
        "type | \"type\":{\"x\":1}",
        "type | \"_type\":{\"extension\":[{\"url\":\"x\",\"valueCode\":\"y\"}]}",
        "provision | \"type\":\"permit\",\"provision\":[\"deny\"]",
        "provision | \"type\":\"permit\",\"provision\":{\"type\":\"deny\"}",
        "provision | \"type\":\"permit\",\"provision\":[{\"type\":\"deny\"},null]",
        "unknown-member | \"documentType\":[{\"code\":\"x\"}]",
        "modifierExtension | \"modifierExtension\":[{\"url\":\"x\",\"valueCode\":\"y\"}]"
      })
  void namesWhatItCannotRead(String row) throws IOException, UnreadableResource {
    int bar = row.indexOf(" | ");
    assertThat(provision(row.substring(bar + 3)).getUnreadable())
        .containsExactly(row.substring(0, bar));
  }

  @Test
  void namesWhatItCannotReadOfTheConsent() throws IOException, UnreadableResource {
    ConsentState consent =
        read(
            "{\"resourceType\":\"Consent\",\"id\":\"c\",\"status\":7,\"dateTime\":\"x\","
                + "\"policyRule\":{\"text\":\"opt out\"},\"provision\":\"deny\","
                + "\"modifierExtension\":[]}");
    assertThat(consent.getUnreadable())
        .containsExactlyInAnyOrder(
            "status", "dateTime", "policyRule", "provision", "modifierExtension");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"scope\":5",
        "\"scope\":[1]",
        "\"category\":{\"coding\":5}",
        "\"category\":[[]]",
        "\"policyRule\":[5]",
        "\"policyRule\":\"OPTIN\"",
        "\"provision\":[[[]]]",
        "\"provision\":{\"provision\":{\"provision\":5}}",
        "\"provision\":{\"actor\":{\"role\":[5]}}",
        "\"provision\":{\"code\":[{\"coding\":{\"code\":{}}}]}",
        "\"status\":[\"active\"]",
        "\"status\":{}",
        "\"dateTime\":{}",
        "\"dateTime\":[\"2025\"]",
        "\"provision\":null",
        "\"provision\":{\"period\":{\"start\":[\"2025\"]}}",
        "\"provision\":{\"period\":{\"start\":{\"x\":1}}}",
        "\"provision\":{\"extension\":5}",
        "\"provision\":{\"id\":{}}",
        "\"provision\":{\"purpose\":[{\"code\":[1]}]}",
        "\"provision\":{\"data\":[{\"meaning\":[],\"reference\":[]}]}"
      })
  void nonsenseGivesAStateOrOneException(String members) throws IOException {
    try {
      ConsentState consent = read("{\"resourceType\":\"Consent\",\"id\":\"c\"," + members + "}");
      assertThat(consent.getId()).isEqualTo("c");
    } catch (UnreadableResource unreadable) {
      assertThat(unreadable.reason()).startsWith("consent-");
    }
  }

  @Test
  void refusesTenThousandProvisions() {
    String many = "{\"type\":\"permit\"},".repeat(9_999) + "{\"type\":\"deny\"}";
    assertThatThrownBy(() -> provision("\"provision\":[" + many + "]"))
        .isInstanceOf(UnreadableResource.class)
        .hasMessage("consent-too-large");
  }

  @Test
  void refusesTensOfThousandsOfCodes() {
    String many = "{\"code\":\"HRESCH\"},".repeat(30_000) + "{\"code\":\"TREAT\"}";
    assertThatThrownBy(() -> provision("\"purpose\":[" + many + "]"))
        .isInstanceOf(UnreadableResource.class)
        .hasMessage("consent-too-large");
  }

  @Test
  void readsTheBoundAndRefusesOneMore() throws IOException, UnreadableResource {
    assertThat(provision(nested(31)).getProvisions()).hasSize(1);
    assertThatThrownBy(() -> provision(nested(32)))
        .isInstanceOf(UnreadableResource.class)
        .hasMessage("consent-too-deep");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 1_000, 10_000})
  void refusesDeepNesting(int depth) {
    // Beyond the depth of JSON that is accepted, it is not even a resource.
    assertThatThrownBy(() -> provision(nested(depth)))
        .isInstanceOfAny(UnreadableResource.class, IOException.class);
  }

  @Test
  void refusesAConsentWithoutId() {
    assertThatThrownBy(() -> read("{\"resourceType\":\"Consent\",\"status\":\"active\"}"))
        .isInstanceOf(UnreadableResource.class)
        .hasMessage("consent-without-id");
  }

  private static String nested(int depth) {
    return "\"provision\":[{".repeat(depth) + "\"type\":\"deny\"" + "}]".repeat(depth);
  }
}
