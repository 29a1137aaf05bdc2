package dev.vigil.topology.domain.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.vigil.avro.AgeBasis;
import dev.vigil.avro.DetectedBy;
import dev.vigil.avro.Direction;
import dev.vigil.config.profile.ProfileLoader;
import dev.vigil.serdes.fhir.FhirResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CriticalLabRulesTest {
  private static final String POTASSIUM =
      "'code':{'coding':[{'system':'http://loinc.org','code':'2823-3','display':'K'}]}";
  private static final String SIX_NINE = "'valueQuantity':{'value':6.90,'unit':'mmol/L'}";

  private static CriticalLabRules rules;

  @BeforeAll
  static void load() throws Exception {
    rules = new CriticalLabRules(ProfileLoader.shipped("us-conventional"), false);
  }

  private static LabJudgement judge(String members) throws IOException {
    String json = "{'resourceType':'Observation','id':'o1'," + members + "}";
    return rules.judge(
        FhirResource.of(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
        "1970-01-01",
        null);
  }

  private static String laboratory(String members) {
    return "'status':'final','category':[{'coding':[{'code':'laboratory'}]}]," + members;
  }

  @Test
  void aCriticalValueSaysEverything() throws Exception {
    LabJudgement judgement =
        judge(
            "'status':'preliminary',"
                + POTASSIUM
                + ",'valueQuantity':{'value':6900.0,'comparator':'>=','unit':'micromoles',"
                + "'system':'http://unitsofmeasure.org','code':'umol/L'}"
                + ",'effectivePeriod':{'start':'2024-05-01T10:00:00+02:00'}"
                + ",'issued':'2024-05-01T09:00:00Z','encounter':{'reference':'Encounter/e'}"
                + ",'performer':[{'display':'lab'},{'reference':'Organization/lab'}]");

    assertThat(judgement.preliminary()).isTrue();
    assertThat(judgement.resultStatus()).isEqualTo("preliminary");
    assertThat(judgement.withdrawn()).isNull();
    assertThat(judgement.specimenAt()).isEqualTo(Instant.parse("2024-05-01T08:00:00Z"));
    assertThat(judgement.issuedAt()).isEqualTo(Instant.parse("2024-05-01T09:00:00Z"));
    assertThat(judgement.encounter()).isEqualTo("Encounter/e");
    assertThat(judgement.performer()).isEqualTo("Organization/lab");
    assertThat(judgement.findings())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("verdict")
        .containsExactly(
            new Finding(
                null,
                Finding.Outcome.CRITICAL,
                LabReasons.ABOVE_HIGH_LIMIT,
                "2823-3",
                new CriticalValue(
                    "2823-3",
                    "Potassium",
                    ">=",
                    "6900.0",
                    "umol/L",
                    6.9,
                    "mmol/L",
                    Direction.HIGH,
                    6.2,
                    DetectedBy.PROFILE,
                    "2823-3/P6M-",
                    null,
                    AgeBasis.BIRTH_DATE,
                    List.of()),
                null));
  }

  @Test
  void aFlaggedValueWithoutRuleSaysWhatIsKnown() throws Exception {
    LabJudgement judgement =
        judge(
            "'status':'final','code':{'text':'House test'},'valueString':'positive',"
                + "'interpretation':[{'text':'AA'}]");

    assertThat(judgement.findings().get(0).critical())
        .isEqualTo(
            new CriticalValue(
                null,
                "House test",
                null,
                "positive",
                "",
                null,
                null,
                Direction.FLAGGED,
                null,
                DetectedBy.LABORATORY,
                null,
                null,
                AgeBasis.ASSUMED_ADULT,
                List.of()));
  }

  @Test
  void flagAndLimitTogetherAreDetectedByBoth() throws Exception {
    LabJudgement judgement =
        judge(
            laboratory(
                POTASSIUM + "," + SIX_NINE + ",'interpretation':[{'coding':[{'code':'HH'}]}]"));

    CriticalValue critical = judgement.findings().get(0).critical();
    assertThat(critical).isNotNull();
    assertThat(critical.detectedBy()).isEqualTo(DetectedBy.BOTH);
    assertThat(critical.value()).isEqualTo("6.90");
  }

  @Test
  void componentsAreJudgedEachByItsOwnCode() throws Exception {
    LabJudgement judgement =
        judge(
            laboratory(
                "'code':{'coding':[{'system':'http://loinc.org','code':'24326-1'}]},'component':[{"
                    + POTASSIUM
                    + ","
                    + SIX_NINE
                    + "},{'code':{'text':'note'},'valueString':'x'},{"
                    + POTASSIUM
                    + ",'valueQuantity':{'value':4,'unit':'mmol/L'}}]"));

    assertThat(judgement.findings())
        .extracting(Finding::component, Finding::outcome)
        .containsExactly(
            tuple("2823-3", Finding.Outcome.CRITICAL),
            tuple("note", Finding.Outcome.NOT_COVERED),
            tuple("2823-3#2", Finding.Outcome.NORMAL));
  }

  @Test
  void aPanelWithValueHasAFindingOfItsOwn() throws Exception {
    String panel =
        "'code':{'coding':[{'system':'http://loinc.org','code':'85354-9'}]},'component':[{"
            + "'code':{'coding':[{'system':'http://loinc.org','code':'8480-6'}]}}]";

    assertThat(judge(laboratory(panel)).findings())
        .extracting(Finding::component)
        .containsExactly("8480-6");
    assertThat(judge(laboratory(panel + ",'valueString':'x'")).findings())
        .extracting(Finding::component)
        .containsExactly(null, "8480-6");
  }

  @Test
  void aFlagOnAPanelAlerts() throws Exception {
    LabJudgement judgement =
        judge(
            laboratory(
                "'code':{'text':'panel'},'interpretation':[{'coding':[{'code':'LL'}]}],"
                    + "'component':[{'code':{'text':'part'}}]"));

    assertThat(judgement.findings().get(0).component()).isNull();
    assertThat(judgement.findings().get(0).outcome()).isEqualTo(Finding.Outcome.CRITICAL);
  }

  @Test
  void aFlagOnAComponentAlertsForThatComponent() throws Exception {
    LabJudgement judgement =
        judge(
            laboratory(
                "'code':{'text':'panel'},'component':[{'code':{'text':'a'}},"
                    + "{'code':{'text':'b'},'interpretation':[{'coding':[{'code':'HH'}]}]}]"));

    assertThat(judgement.findings())
        .extracting(Finding::component, Finding::outcome)
        .containsExactly(
            tuple("a", Finding.Outcome.NOT_COVERED), tuple("b", Finding.Outcome.CRITICAL));
  }

  @Test
  void significantFlagsCountOnPanelAndComponentWhereConfigured() throws Exception {
    String panel =
        "{'resourceType':'Observation','status':'final','code':{'text':'panel'},"
            + "'interpretation':[{'coding':[{'code':'LU'}]}],'component':[{'code':{'text':'a'},"
            + "'interpretation':[{'coding':[{'code':'HU'}]}]}]}";
    FhirResource resource =
        FhirResource.of(panel.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    CriticalLabRules significant =
        new CriticalLabRules(ProfileLoader.shipped("us-conventional"), true);

    assertThat(significant.judge(resource, null, null).findings())
        .extracting(finding -> finding.critical() == null ? null : finding.critical().direction())
        .containsExactly(Direction.LOW, Direction.HIGH);
    assertThat(rules.judge(resource, null, null).isCritical()).isFalse();
    assertThat(
            significant.of(ProfileLoader.shipped("empty")).judge(resource, null, null).isCritical())
        .as("a profile that is published later takes flags as configured")
        .isTrue();
  }

  /** A note is about the whole Observation, words on a component about that component. */
  @Test
  void remarksStandWhereTheyBelong() throws Exception {
    LabJudgement judgement =
        judge(
            laboratory(
                "'code':{'text':'panel'},'note':[{'text':'Slightly icteric.'}],'component':[{"
                    + POTASSIUM
                    + ","
                    + SIX_NINE
                    + "},{"
                    + POTASSIUM
                    + ","
                    + SIX_NINE
                    + ",'interpretation':[{'text':'lipaemic'}]},{"
                    + POTASSIUM
                    + ",'valueQuantity':{'value':4,'unit':'mmol/L'}}]"));

    assertThat(judgement.findings())
        .extracting(finding -> finding.critical() == null ? null : finding.critical().remarks())
        .containsExactly(List.of("icteric"), List.of("icteric", "lipaemic"), null);
  }

  /** An index of haemolysis is a component of its own; how many units are many, nobody says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'valueString':'2+'                                                | haemolysed
          'valueString':'moderate'                                          | haemolysed
          'valueString':'Haemolysed'                                        | haemolysed
          'valueCodeableConcept':{'text':'Present'}                         | haemolysed
          'valueBoolean':true                                               | haemolysed
          'valueInteger':90,'interpretation':[{'coding':[{'code':'H'}]}]    | haemolysed
          'valueInteger':90                                                 | ''
          'valueString':'none'                                              | ''
          'valueString':'-'                                                 | ''
          'valueBoolean':false                                              | ''
          """)
  void anIndexOfHaemolysisIsARemarkOnAllValues(String value, String remark) throws Exception {
    LabJudgement judgement =
        judge(
            laboratory(
                "'code':{'text':'panel'},'component':[{"
                    + POTASSIUM
                    + ","
                    + SIX_NINE
                    + "},{'code':{'text':'Hemolysis index'},"
                    + value
                    + "}]"));

    CriticalValue critical = judgement.findings().get(0).critical();
    assertThat(critical).isNotNull();
    assertThat(String.join(" ", critical.remarks())).isEqualTo(remark);
  }

  /**
   * Whatever a status is: a known one decides, an unknown one is kept as it is, nonsense is not.
   */
  /** A list that no laboratory writes: looking back must not cost more with every word. */
  @Test
  @Timeout(20)
  void anEnormousNoteIsReadInTimeThatGrowsWithIt() throws Exception {
    String note = "icteric, haemolysed and ".repeat(50_000);

    LabJudgement judgement =
        judge(laboratory(POTASSIUM + "," + SIX_NINE + ",'note':[{'text':'" + note + "'}]"));

    CriticalValue critical = judgement.findings().get(0).critical();
    assertThat(critical).isNotNull();
    assertThat(critical.remarks())
        .containsExactlyInAnyOrder(LabRemarks.ICTERIC, LabRemarks.HAEMOLYSED);
  }

  @ParameterizedTest
  @CsvSource({"final,final", "unknown,unknown", "brand-new,brand-new", "'',unknown"})
  void theStatusIsNamedAsReceived(String status, String named) throws Exception {
    assertThat(judge("'status':'" + status + "'," + POTASSIUM + "," + SIX_NINE).resultStatus())
        .isEqualTo(named);
    assertThat(judge("'status':'" + "x".repeat(41) + "'," + POTASSIUM).resultStatus())
        .isEqualTo("unknown");
    assertThat(judge("'status':7," + POTASSIUM).resultStatus()).isEqualTo("unknown");
    assertThat(judge(POTASSIUM).resultStatus()).isEqualTo("unknown");
  }

  @ParameterizedTest
  @CsvSource({"cancelled, cancelled", "entered-in-error, entered-in-error"})
  void withdrawnResultsSayWhy(String status, String because) throws Exception {
    LabJudgement judgement =
        judge("'status':'" + status + "'," + POTASSIUM + "," + SIX_NINE + ",'component':[{}]");

    assertThat(judgement.withdrawn()).isEqualTo(because);
    assertThat(judgement.findings()).hasSize(2).allMatch(f -> f.reason().equals(because));
  }

  @ParameterizedTest
  @CsvSource({
    "final,false",
    "amended,false",
    "corrected,false",
    "preliminary,true",
    "unknown,true",
    "x,true"
  })
  void whatIsNotFinalIsPreliminary(String status, boolean preliminary) throws Exception {
    assertThat(judge("'status':'" + status + "'," + POTASSIUM + "," + SIX_NINE).preliminary())
        .isEqualTo(preliminary);
    assertThat(judge("'status':'" + status + "','code':{'text':'x'}").preliminary())
        .isEqualTo(preliminary);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'code':5                                                            | code-malformed
          'code':{'coding':'2823-3'}                                          | code-malformed
          'code':{'coding':[{'system':'http://loinc.org','code':28233}]}      | code-malformed
          'code':{'coding':[7]}                                               | code-malformed
          'code':{'text':{}}                                                  | code-malformed
          'code':null                                                         | code-malformed
          'subject':{}                                                        | code-malformed
          'code':{'text':'x'},'interpretation':'HH'                           | flag-malformed
          'code':{'text':'x'},'interpretation':[{'coding':[{'code':1}]}]      | flag-malformed
          'code':{'text':'x'},'component':[{'code':3}]                        | code-malformed
          'code':{'text':'x'},'component':'none'                              | components-malformed
          """)
  void whatCannotBeReadIsReviewed(String members, String reason) throws Exception {
    assertThat(judge(laboratory(members)).findings())
        .extracting(Finding::outcome, Finding::reason)
        .contains(tuple(Finding.Outcome.REVIEW, reason));
  }

  @Test
  void whatCannotBeReadAndIsNoLaboratoryResultIsNot() throws Exception {
    LabJudgement judgement =
        judge("'status':'final','category':[{'coding':[{'code':'vital-signs'}]}],'code':5");

    assertThat(judgement.findings())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("verdict")
        .containsExactly(
            new Finding(
                null, Finding.Outcome.NOT_COVERED, LabReasons.MALFORMED_NOT_LABORATORY, null));
  }

  @Test
  void aMalformedFlagDoesNotHideACrossedLimit() throws Exception {
    assertThat(
            judge(laboratory(POTASSIUM + "," + SIX_NINE + ",'interpretation':'HH'"))
                .findings()
                .get(0)
                .outcome())
        .isEqualTo(Finding.Outcome.CRITICAL);
  }

  /** Every member in turn with every wrong JSON type: never an exception, never "normal". */
  @ParameterizedTest
  @ValueSource(
      strings = {"null", "5", "'x'", "[]", "{}", "[[]]", "[null]", "[{}]", "true", "1e400"})
  void noJsonTypeThrows(String wrong) throws Exception {
    for (String member :
        new String[] {
          "status",
          "category",
          "code",
          "component",
          "interpretation",
          "valueQuantity",
          "valueString",
          "valueCodeableConcept",
          "valueRange",
          "valueRatio",
          "valueInteger",
          "valueBoolean",
          "valuePeriod",
          "effectiveDateTime",
          "effectivePeriod",
          "issued",
          "encounter",
          "performer",
          "dataAbsentReason",
          "specimen"
        }) {
      String rest = member.equals("code") ? "" : "," + POTASSIUM;
      assertThat(judge("'" + member + "':" + wrong + rest).findings())
          .as(member)
          .noneMatch(finding -> finding.outcome() == Finding.Outcome.NORMAL);
    }
  }

  @Test
  void theEmptyProfileStillListensToTheLaboratory() throws Exception {
    CriticalLabRules none = new CriticalLabRules(ProfileLoader.shipped("empty"), false);
    String json =
        ObservationJson.of(
            Map.of("loinc", "2823-3", "value", "9.9", "unit", "mmol/L", "flag", "HH"));

    LabJudgement judgement =
        none.judge(FhirResource.of(json.getBytes(StandardCharsets.UTF_8)), null, null);

    assertThat(judgement.findings().get(0).outcome()).isEqualTo(Finding.Outcome.CRITICAL);
  }
}
