package dev.vigil.serdes.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatientReaderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "{}                                                         | -          | false | false",
        "{'birthDate':'1970-03-30'}                                 | 1970-03-30 | false | false",
        "{'birthDate':'1970-03'}                                    | 1970-03    | false | false",
        "{'birthDate':'1970'}                                       | 1970       | false | false",
        "{'birthDate':'1970-02-30'}                                 | -          | false | false",
        "{'birthDate':'1970-01-01T00:00:00Z'}                       | -          | false | false",
        "{'birthDate':1970}                                         | -          | false | false",
        "{'deceasedBoolean':true}                                   | -          | true  | false",
        "{'deceasedBoolean':false}                                  | -          | false | false",
        "{'deceasedBoolean':'true'}                                 | -          | false | false",
        "{'deceasedDateTime':'2025'}                                | -          | true  | false",
        "{'link':[{'type':'seealso'},{'type':'replaced-by'}]}       | -          | false | true",
        "{'link':[{'type':'replaces'}]}                             | -          | false | true",
        "{'link':[{'type':'refer'}]}                                | -          | false | false",
        "{'link':{'type':'replaces'}}                               | -          | false | false",
        "{'link':['replaces']}                                      | -          | false | false"
      })
  void reads(String json, String birthDate, boolean deceased, boolean linked) throws IOException {
    FhirResource patient =
        FhirResource.of(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    assertThat(PatientReader.read(patient))
        .isEqualTo(new PatientResource(birthDate, deceased, linked));
  }
}
