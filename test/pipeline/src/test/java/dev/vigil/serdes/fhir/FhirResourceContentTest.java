package dev.vigil.serdes.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a scanned resource is found to name and to refer to. */
class FhirResourceContentTest {
  private static FhirResource resource(String members) throws IOException {
    return FhirResource.of(
        ("{\"resourceType\":\"Observation\"," + members.replace('\'', '"') + "}")
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void codingsAreFoundWhereverTheyStand() throws IOException {
    FhirResource found =
        resource(
            "'code':{'coding':[{'system':'http://loinc.org','code':'2823-3'},{'code':'K'}]},"
                + "'component':[{'extension':[{'valueCoding':{'code':'x','system':'s',"
                + "'extension':[{'value':1}]}}]}]");
    assertThat(found.codes()).containsExactlyInAnyOrder("http://loinc.org|2823-3", "|K", "s|x");
  }

  @Test
  void theUnitOfAQuantityIsNoCode() throws IOException {
    FhirResource found =
        resource(
            "'valueQuantity':{'code':'mmol/L','system':'http://unitsofmeasure.org','value':6.9},"
                + "'referenceRange':[{'low':{'value':null,'code':'g'}},{'high':{'value':{},'code':'g'}}]");
    assertThat(found.codes()).isEmpty();
  }

  @Test
  void labelsAndTagsSayNothingAboutTheContent() throws IOException {
    FhirResource found =
        resource(
            "'meta':{'security':[{'system':'s','code':'R'}],'tag':[{'code':'t'}]},"
                + "'method':{'coding':[{'meta':{'code':'inner'}}]}");
    assertThat(found.codes()).containsExactly("|inner");
    assertThat(found.securityLabels()).containsExactly("s|R");
  }

  @Test
  void whatIsNoCodingIsNone() throws IOException {
    FhirResource found =
        resource("'code':'of the resource itself','a':{'code':{'code':'deep'}},'b':{'code':7}");
    assertThat(found.codes()).containsExactly("|deep");
  }

  @Test
  void escapedTextIsReadAsWhatItMeans() throws IOException {
    FhirResource found =
        resource(
            "'code':{'coding':[{'system':'a\\u0062','code':'\\u0031'}]},'x':{'c\\u006fde':'y'}");
    assertThat(found.codes()).containsExactlyInAnyOrder("ab|1", "|y");
  }

  @Test
  void deepNestingIsFollowed() throws IOException {
    String deep = "{'x':[".repeat(400) + "{'code':'z','reference':'A/1'}" + "]}".repeat(400);
    FhirResource found = resource("'extension':" + deep);
    assertThat(found.codes()).containsExactly("|z");
    assertThat(found.references()).containsExactly("A/1");
  }

  @Test
  void referencesAreFoundWhereverTheyStand() throws IOException {
    FhirResource found =
        resource(
            "'subject':{'reference':'Patient/1'},'performer':[{'reference':'Practitioner/2'},"
                + "{'reference':{'reference':'Organization/3'}},{'display':'nobody'}],"
                + "'meta':{'extension':[{'valueReference':{'reference':'Device/4'}}]}");
    assertThat(found.references())
        .containsExactlyInAnyOrder("Patient/1", "Practitioner/2", "Organization/3", "Device/4");
  }

  @Test
  void onlyTheLabelsOfTheResourceItselfAreItsLabels() throws IOException {
    FhirResource found =
        resource(
            "'security':[{'code':'a'}],'contained':[{'meta':{'security':[{'code':'b'}]}}],"
                + "'meta':{'tag':[{'security':{'code':'c'}}],'x':{'code':'e'},'code':'f','security':{'code':'d'}}");
    assertThat(found.securityLabels()).containsExactly("|d");
    assertThat(found.codes()).containsExactlyInAnyOrder("|a", "|b");
  }
}
