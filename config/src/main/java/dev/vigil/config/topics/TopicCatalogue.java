package dev.vigil.config.topics;

import dev.vigil.config.AlertForm;
import dev.vigil.config.VigilConfig;
import dev.vigil.config.profile.CriticalValueRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All topics of a configuration, internal ones included. Everything else that names topics (the
 * pipeline, {@code vigil topics}, the manifests under deploy/) takes them from here or is checked
 * against it.
 *
 * <p>Sizes: an input record is at most {@code vigil.inputs.max-value-bytes} of value plus 32 KB of
 * key, headers and batch. Outputs take 64 KB more than the value, so that whatever the inputs let
 * in fits into a dead letter with its additional headers, and comes back through {@code
 * fhir.replay}.
 */
public final class TopicCatalogue {
  /** What an input record may be larger than the largest value, in bytes. */
  public static final int INPUT_OVERHEAD_BYTES = 32 * 1024;

  /** What an output record may be larger than the largest input value, in bytes. */
  public static final int OUTPUT_OVERHEAD_BYTES = 64 * 1024;

  private static final Duration TWO_WEEKS = Duration.ofDays(14);
  private static final Duration A_QUARTER = Duration.ofDays(90);
  private static final Duration TEN_YEARS = Duration.ofDays(3653);

  /** Kafka Streams keeps changelogs of window stores a day longer than the store. */
  private static final Duration CHANGELOG_ADDITION = Duration.ofDays(1);

  private final Topic events;
  private final @Nullable Topic consents;
  private final Topic replay;
  private final @Nullable Topic acks;
  private final @Nullable Topic profiles;
  private final Map<String, Topic> permitted = new LinkedHashMap<>();
  private final Topic alerts;
  private final @Nullable Topic alertsFhir;
  private final Topic review;
  private final Topic audit;
  private final Topic deadLetters;
  private final Topic parked;
  private final Topic operations;
  private final Topic control;
  private final List<Topic> all = new ArrayList<>();

  /** The topics of a configuration. */
  public TopicCatalogue(VigilConfig config) {
    String prefix = config.topics().prefix().orElse("");
    int largestValue = config.inputs().maxValueBytes();
    int inputBytes = largestValue + INPUT_OVERHEAD_BYTES;
    int outputBytes = largestValue + OUTPUT_OVERHEAD_BYTES;
    String patientKey = config.tenants() ? "tenant|patientId" : "patientId";

    events =
        input(prefix + "fhir.events", patientKey, "change event", TWO_WEEKS, inputBytes, false);
    consents =
        config.inputs().consents()
            ? input(
                prefix + "fhir.consents",
                patientKey,
                "change event whose resource is a Consent",
                TEN_YEARS,
                inputBytes,
                true)
            : null;
    // What comes back from the dead-letter topic carries its headers, and must fit again.
    replay =
        input(
            prefix + "fhir.replay",
            patientKey,
            "replayed dead letter, backfilled change event or operator's clear",
            TWO_WEEKS,
            outputBytes,
            false);
    acks =
        config.inputs().acks()
            ? input(
                prefix + "clinical.acks", patientKey, "Avro AlertAck", A_QUARTER, inputBytes, true)
            : null;
    profiles =
        config.inputs().profiles()
            ? new Topic(
                prefix + "clinical.profiles",
                TopicRole.REFERENCE,
                "content hash, or active",
                "critical-value profile, or the content hash of the one in force",
                Cleanup.COMPACT,
                null,
                PartitionRule.SINGLE,
                false,
                outputBytes,
                true)
            : null;
    for (String output : new TreeSet<>(config.outputs().keySet())) {
      permitted.put(
          output,
          output(
              prefix + "fhir.permitted." + output,
              patientKey,
              "Avro FhirChangeEvent",
              TWO_WEEKS,
              PartitionRule.FREE,
              outputBytes));
    }
    alerts = free(prefix + "clinical.alerts", patientKey, "Avro CriticalLabAlert", outputBytes);
    alertsFhir =
        config.alerts().fhir() == AlertForm.NONE
            ? null
            : free(prefix + "clinical.alerts.fhir", patientKey, "FHIR JSON, a Bundle", outputBytes);
    review = free(prefix + "clinical.review", patientKey, "Avro ReviewItem", outputBytes);
    audit =
        output(
            prefix + "fhir.audit",
            patientKey + ", or the input's key as received",
            "Avro AuditRecord",
            TEN_YEARS,
            PartitionRule.SAME_AS_INPUTS,
            outputBytes);
    deadLetters =
        free(
            prefix + "fhir.dlq",
            "the input's key as received",
            "the input's value as received",
            outputBytes);
    parked =
        free(
            prefix + "fhir.dlq.parked",
            "of a dead letter that was replayed too often, as received",
            "the same",
            outputBytes);

    operations =
        output(
            prefix + "vigil.operations",
            "application id or operator",
            "Avro OperationRecord",
            TEN_YEARS,
            PartitionRule.FREE,
            outputBytes);
    control =
        new Topic(
            prefix + "vigil.control",
            TopicRole.REFERENCE,
            "what is controlled, and the application id",
            "Avro OperationRecord: what was done to it last",
            Cleanup.COMPACT,
            null,
            PartitionRule.SINGLE,
            false,
            outputBytes,
            false);

    all.add(events);
    if (consents != null) {
      all.add(consents);
    }
    all.add(replay);
    if (acks != null) {
      all.add(acks);
    }
    if (profiles != null) {
      all.add(profiles);
    }
    all.addAll(permitted.values());
    all.add(alerts);
    if (alertsFhir != null) {
      all.add(alertsFhir);
    }
    all.addAll(List.of(review, audit, deadLetters, parked, operations, control));
    all.addAll(changelogs(config));
    if (acks != null) {
      all.addAll(changelogsOfAcknowledgements(config));
    }
  }

  /** Change events. */
  public Topic events() {
    return events;
  }

  /** Changes of Consents from a consent manager, if they are read. */
  public Optional<Topic> consents() {
    return Optional.ofNullable(consents);
  }

  /** Replayed dead letters and backfill. */
  public Topic replay() {
    return replay;
  }

  /** Acknowledgements of alerts, if they are read. */
  public Optional<Topic> acks() {
    return Optional.ofNullable(acks);
  }

  /** Critical-value profiles, if they are read from a topic. */
  public Optional<Topic> profiles() {
    return Optional.ofNullable(profiles);
  }

  /** Permitted change events of each configured output, by its name. */
  public Map<String, Topic> permitted() {
    return Collections.unmodifiableMap(permitted);
  }

  /** Alerts. */
  public Topic alerts() {
    return alerts;
  }

  /** Alerts in a FHIR form, if one is configured. */
  public Optional<Topic> alertsFhir() {
    return Optional.ofNullable(alertsFhir);
  }

  /** What a person must look at. */
  public Topic review() {
    return review;
  }

  /** One audit record for every input record. */
  public Topic audit() {
    return audit;
  }

  /** Records that could not be processed. */
  public Topic deadLetters() {
    return deadLetters;
  }

  /** Dead letters that were replayed as often as they may be. */
  public Topic parked() {
    return parked;
  }

  /** What operators must decide before instances go on. */
  public Topic control() {
    return control;
  }

  /** What happened without an input record. */
  public Topic operations() {
    return operations;
  }

  /** All topics: inputs, outputs, internal ones. */
  public List<Topic> all() {
    return List.copyOf(all);
  }

  /** The topics with a role. */
  public List<Topic> withRole(TopicRole role) {
    return all.stream().filter(topic -> topic.role() == role).toList();
  }

  private static List<Topic> changelogs(VigilConfig config) {
    return List.of(
        window(
            config,
            StoreNames.SEEN_EVENTS,
            "hash of tenant, patient, source and eventId",
            "hash of the content",
            config.duplicates().retention()),
        window(
            config,
            StoreNames.RESOURCE_VERSIONS,
            "patient key and resource",
            "Avro ResourceVersion",
            config.versions().retention()),
        changelog(
            config,
            StoreNames.PATIENT_STATE,
            "patient key",
            "Avro PatientState",
            Cleanup.COMPACT,
            null),
        window(
            config,
            StoreNames.ALERT_STATE,
            "patient key and Observation",
            "Avro AlertState",
            config.alerts().retention()),
        window(
            config,
            StoreNames.LAST_VALUES,
            "hash of tenant and patient",
            "Avro LastValues",
            CriticalValueRule.LONGEST_WINDOW),
        changelog(
            config,
            StoreNames.AUDIT_HEADS,
            "input topic and partition",
            "Avro AuditHead",
            Cleanup.COMPACT,
            null));
  }

  private static List<Topic> changelogsOfAcknowledgements(VigilConfig config) {
    return List.of(
        window(
            config,
            StoreNames.ALERT_FOLLOW_UPS,
            "patient key and alert",
            "Avro AlertFollowUp",
            config.alerts().retention()),
        changelog(
            config,
            StoreNames.ESCALATIONS_DUE,
            "due time, patient key and alert",
            "Avro DueEscalation",
            Cleanup.COMPACT,
            null));
  }

  private static Topic window(
      VigilConfig config, String store, String key, String value, Duration retention) {
    // A value is put under the start of its bucket, which spans a retention: so the store keeps
    // two.
    return changelog(
        config,
        store,
        key,
        value,
        Cleanup.COMPACT_DELETE,
        retention.multipliedBy(2).plus(CHANGELOG_ADDITION));
  }

  private static Topic changelog(
      VigilConfig config,
      String store,
      String key,
      String value,
      Cleanup cleanup,
      @Nullable Duration retention) {
    return new Topic(
        StoreNames.changelog(config.applicationId(), store),
        TopicRole.INTERNAL,
        key,
        value,
        cleanup,
        retention,
        PartitionRule.SAME_AS_INPUTS,
        false,
        null,
        false);
  }

  private static Topic input(
      String name, String key, String value, Duration retention, int bytes, boolean optional) {
    return new Topic(
        name,
        TopicRole.INPUT,
        key,
        value,
        Cleanup.DELETE,
        retention,
        PartitionRule.SAME_AS_INPUTS,
        true,
        bytes,
        optional);
  }

  private static Topic free(String name, String key, String value, int bytes) {
    return output(name, key, value, A_QUARTER, PartitionRule.FREE, bytes);
  }

  private static Topic output(
      String name,
      String key,
      String value,
      Duration retention,
      PartitionRule partitions,
      int bytes) {
    return new Topic(
        name,
        TopicRole.OUTPUT,
        key,
        value,
        Cleanup.DELETE,
        retention,
        partitions,
        false,
        bytes,
        false);
  }
}
