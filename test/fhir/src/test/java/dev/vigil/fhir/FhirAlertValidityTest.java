package dev.vigil.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.serdes.alert.FhirAlertForm;
import dev.vigil.serdes.alert.FhirAlertWriter;
import dev.vigil.serdes.fhir.Hapi;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.MetadataResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an alert says, its FHIR form is FHIR: no error, and no warning. */
class FhirAlertValidityTest {
  private static final FhirRules RULES = new FhirRules();

  @ParameterizedTest(name = "{0} as {1}")
  @MethodSource("alerts")
  void isValid(String kind, FhirAlertForm form, CriticalLabAlert alert) {
    String json = new String(new FhirAlertWriter(form, "0.1.0", "vigil").write(alert), UTF_8);

    assertThat(RULES.faults(json)).as(json).isEmpty();
  }

  static Stream<Arguments> alerts() {
    return SampleAlerts.all().entrySet().stream()
        .flatMap(
            alert ->
                Stream.of(FhirAlertForm.values())
                    .map(form -> Arguments.of(alert.getKey(), form, alert.getValue())));
  }

  /** Not StructureDefinitions: for them, the validator would fetch FHIR's own definitions anew. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("codeSystems")
  void vigilsOwnCodesAreValid(String url, MetadataResource definition) {
    assertThat(RULES.faults(Hapi.r4().newJsonParser().encodeResourceToString(definition)))
        .isEmpty();
  }

  static Stream<Arguments> codeSystems() {
    return FhirRules.definitions().stream()
        .filter(CodeSystem.class::isInstance)
        .map(definition -> Arguments.of(definition.getUrl(), definition));
  }

  /** Else a test that finds no fault finds nothing. */
  @Test
  void theRulesFindWhatIsWrong() {
    String json =
        new String(
            new FhirAlertWriter(FhirAlertForm.DETECTED_ISSUE, "0.1.0", "vigil")
                .write(SampleAlerts.potassium()),
            UTF_8);

    assertThat(faultsWith(json, "\"url\":\"worsening\"", "\"url\":\"unheard-of\"")).isNotEmpty();
    assertThat(faultsWith(json, "\"severity\":\"high\"", "\"severity\":\"dire\"")).isNotEmpty();
    assertThat(faultsWith(json, "\"code\":\"raised\"", "\"code\":\"rased\"")).isNotEmpty();
    assertThat(faultsWith(json, "urn:uuid:a7ccd526", "urn:uuid:b7ccd526")).isNotEmpty();
  }

  private static List<String> faultsWith(String json, String right, String wrong) {
    assertThat(json).contains(right);
    return RULES.faults(json.replaceFirst(Pattern.quote(right), wrong));
  }
}
