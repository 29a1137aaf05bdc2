package dev.vigil.serdes.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a resource is found to name and to refer to. */
class ContentIndexTest {
  private static ContentIndex index(String members) throws IOException {
    return FhirResource.of(
            ("{\"resourceType\":\"Observation\"," + members.replace('\'', '"') + "}")
                .getBytes(StandardCharsets.UTF_8))
        .index();
  }

  @Test
  void codingsAreFoundWhereverTheyStand() throws IOException {
    ContentIndex found =
        index(
            "'code':{'coding':[{'system':'http://loinc.org','code':'2823-3'},{'code':'K'}]},"
                + "'component':[{'extension':[{'valueCoding':{'code':'x','system':'s',"
                + "'extension':[{'value':1}]}}]}]");
    assertThat(found.codes()).containsExactlyInAnyOrder("http://loinc.org|2823-3", "|K", "s|x");
  }

  @Test
  void theUnitOfAQuantityIsNoCode() throws IOException {
    ContentIndex found =
        index(
            "'valueQuantity':{'code':'mmol/L','system':'http://unitsofmeasure.org','value':6.9},"
                + "'referenceRange':[{'low':{'value':null,'code':'g'}},{'high':{'value':{},'code':'g'}}]");
    assertThat(found.codes()).isEmpty();
  }

  @Test
  void labelsAndTagsSayNothingAboutTheContent() throws IOException {
    ContentIndex found =
        index(
            "'meta':{'security':[{'system':'s','code':'R'}],'tag':[{'code':'t'}]},"
                + "'method':{'coding':[{'meta':{'code':'inner'}}]}");
    assertThat(found.codes()).containsExactly("|inner");
    assertThat(found.securityLabels()).containsExactly("s|R");
  }

  @Test
  void whatIsNoCodingIsNone() throws IOException {
    ContentIndex found = index("'x':'y','a':{'code':{'code':'deep'}},'b':{'code':7}");
    assertThat(found.codes()).containsExactly("|deep");
  }

  @Test
  void escapedTextIsReadAsWhatItMeans() throws IOException {
    ContentIndex found =
        index("'code':{'coding':[{'system':'a\\u0062','code':'\\u0031'}]},'x':{'c\\u006fde':'y'}");
    assertThat(found.codes()).containsExactlyInAnyOrder("ab|1", "|y");
  }

  @Test
  void deepNestingIsFollowed() throws IOException {
    String deep = "{'x':[".repeat(400) + "{'code':'z','reference':'A/1'}" + "]}".repeat(400);
    ContentIndex found = index("'extension':" + deep);
    assertThat(found.codes()).containsExactly("|z");
    assertThat(found.references()).containsExactly("A/1");
  }

  @Test
  void referencesAreFoundWhereverTheyStand() throws IOException {
    ContentIndex found =
        index(
            "'subject':{'reference':'Patient/1'},'performer':[{'reference':'Practitioner/2'},"
                + "{'reference':{'reference':'Organization/3'}},{'display':'nobody'}],"
                + "'meta':{'extension':[{'valueReference':{'reference':'Device/4'}}]}");
    assertThat(found.references())
        .containsExactlyInAnyOrder("Patient/1", "Practitioner/2", "Organization/3", "Device/4");
  }

  @Test
  void onlyTheLabelsOfTheResourceItselfAreItsLabels() throws IOException {
    ContentIndex found =
        index(
            "'security':[{'code':'a'}],'contained':[{'meta':{'security':[{'code':'b'}]}}],"
                + "'meta':{'tag':[{'security':{'code':'c'}}],'x':{'code':'e'},'code':'f','security':[{'code':'d'}]}");
    assertThat(found.securityLabels()).containsExactly("|d");
    assertThat(found.codes()).containsExactlyInAnyOrder("|a", "|b");
  }

  @Test
  void whatTheResourceIsAboutIsUnknownWhereItsCodeIsTextOnly() throws IOException {
    assertThat(index("'code':{'text':'potassium'},'category':[{'code':'laboratory'}]").codes())
        .isNull();
    assertThat(index("'code':'potassium'").codes()).isNull();
    assertThat(index("'vaccineCode':{'coding':[]}").codes()).isNull();
  }

  @Test
  void labelsAreUnknownWhereOneCannotBeRead() throws IOException {
    assertThat(index("'meta':'restricted'").securityLabels()).isNull();
    assertThat(index("'meta':{'security':{'code':'R'}}").securityLabels()).isNull();
    assertThat(index("'meta':{'security':[{'code':'N'},{'display':'R'}]}").securityLabels())
        .isNull();
    assertThat(index("'meta':{'security':['R']}").securityLabels()).isNull();
    assertThat(index("'meta':{'tag':[{'code':'R'}]}").securityLabels()).isEmpty();
  }
}
