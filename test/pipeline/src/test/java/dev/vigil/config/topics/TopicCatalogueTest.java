package dev.vigil.config.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.config.ConfigLoader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TopicCatalogueTest {
  @Test
  void listsEveryTopicUnderItsPrefixAndInternalOnesUnderTheApplication() {
    TopicCatalogue catalogue =
        catalogue(
            "vigil.topics.prefix=ward.",
            "vigil.application-id=vigil-ward",
            "vigil.inputs.consents=true",
            "vigil.inputs.acks=true",
            "vigil.inputs.profiles=true",
            "vigil.alerts.fhir=detected-issue",
            "vigil.outputs.care.purpose=TREAT",
            "vigil.outputs.research.purpose=HRESCH");

    assertThat(catalogue.withRole(TopicRole.INPUT))
        .extracting(Topic::name)
        .containsExactly(
            "ward.fhir.events", "ward.fhir.consents", "ward.fhir.replay", "ward.clinical.acks");
    assertThat(catalogue.withRole(TopicRole.REFERENCE))
        .extracting(Topic::name)
        .containsExactly("ward.clinical.profiles", "ward.vigil.control");
    assertThat(catalogue.withRole(TopicRole.OUTPUT))
        .extracting(Topic::name)
        .containsExactly(
            "ward.fhir.permitted.care",
            "ward.fhir.permitted.research",
            "ward.clinical.alerts",
            "ward.clinical.alerts.fhir",
            "ward.clinical.review",
            "ward.fhir.audit",
            "ward.fhir.dlq",
            "ward.fhir.dlq.parked",
            "ward.vigil.operations");
    assertThat(catalogue.withRole(TopicRole.INTERNAL))
        .extracting(Topic::name)
        .containsExactly(
            "vigil-ward-seen-events-changelog",
            "vigil-ward-resource-versions-changelog",
            "vigil-ward-patient-state-changelog",
            "vigil-ward-alert-state-changelog",
            "vigil-ward-last-values-changelog",
            "vigil-ward-audit-heads-changelog",
            "vigil-ward-alert-follow-ups-changelog",
            "vigil-ward-escalations-due-changelog");
    assertThat(catalogue.all()).hasSize(23);
    assertThat(catalogue.permitted().get("care"))
        .extracting(Topic::name)
        .isEqualTo("ward.fhir.permitted.care");
  }

  @Test
  void theDefaultsReadNoConsentTopicAndWriteTreatment() {
    TopicCatalogue catalogue = catalogue();

    assertThat(catalogue.consents()).isEmpty();
    assertThat(catalogue.withRole(TopicRole.INPUT))
        .containsExactly(catalogue.events(), catalogue.replay());
    assertThat(catalogue.permitted()).containsOnlyKeys("treatment");
    assertThat(catalogue.all()).noneMatch(Topic::optional);
  }

  @Test
  void inputsAreStampedByTheBrokerAndNeverCompacted() {
    TopicCatalogue catalogue = catalogue("vigil.inputs.consents=true");

    assertThat(catalogue.events().settings())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "cleanup.policy", "delete",
                "retention.ms", "1209600000",
                "message.timestamp.type", "LogAppendTime",
                "max.message.bytes", "1081344"));
    assertThat(catalogue.withRole(TopicRole.INPUT))
        .allMatch(Topic::logAppendTime)
        .allMatch(topic -> topic.cleanup() == Cleanup.DELETE)
        .allMatch(topic -> topic.partitions() == PartitionRule.SAME_AS_INPUTS);
    assertThat(catalogue.consents()).hasValueSatisfying(t -> assertThat(t.optional()).isTrue());
  }

  @Test
  void whatTheInputsLetInFitsIntoTheDeadLetterTopicAndBack() {
    TopicCatalogue catalogue = catalogue("vigil.inputs.max-value-bytes=2000");

    assertThat(catalogue.events().maxMessageBytes()).isEqualTo(2000 + 32 * 1024);
    assertThat(catalogue.deadLetters().maxMessageBytes()).isEqualTo(2000 + 64 * 1024);
    assertThat(catalogue.replay().maxMessageBytes()).isEqualTo(2000 + 64 * 1024);
  }

  @Test
  void auditAndStateArePartitionedLikeTheInputs() {
    TopicCatalogue catalogue = catalogue();

    assertThat(catalogue.all())
        .filteredOn(
            topic ->
                topic.role() != TopicRole.INPUT
                    && topic.partitions() == PartitionRule.SAME_AS_INPUTS)
        .containsExactlyElementsOf(
            concat(List.of(catalogue.audit()), catalogue.withRole(TopicRole.INTERNAL)));
  }

  @Test
  void windowStoresExpireAndTheOthersAreCompacted() {
    assertThat(catalogue("vigil.duplicates.retention=P2D").withRole(TopicRole.INTERNAL))
        .extracting(topic -> topic.settings().toString())
        .containsExactly(
            "{cleanup.policy=compact,delete, retention.ms=432000000}",
            "{cleanup.policy=compact,delete, retention.ms=5270400000}",
            "{cleanup.policy=compact}",
            "{cleanup.policy=compact,delete, retention.ms=63158400000}",
            "{cleanup.policy=compact,delete, retention.ms=5443200000}",
            "{cleanup.policy=compact}");
  }

  @Test
  void keysNameTheTenantWhenThereAreTenants() {
    assertThat(catalogue().events().key()).isEqualTo("patientId");
    assertThat(catalogue("vigil.tenants=true").events().key()).isEqualTo("tenant|patientId");
  }

  private static TopicCatalogue catalogue(String... flags) {
    return new TopicCatalogue(new ConfigLoader(Map.of()).load(null, Arrays.asList(flags)).vigil());
  }

  private static List<Topic> concat(List<Topic> first, List<Topic> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
