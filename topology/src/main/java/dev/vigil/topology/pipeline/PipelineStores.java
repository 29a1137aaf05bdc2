package dev.vigil.topology.pipeline;

import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.config.topics.StoreNames;
import dev.vigil.topology.pipeline.state.BucketedStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** What the pipeline remembers and for how long: every store is declared and opened here. */
final class PipelineStores {
  private final PipelineSettings settings;

  PipelineStores(PipelineSettings settings) {
    this.settings = settings;
  }

  /** Adds all stores to a topology but the patients' state, which is a table of its own. */
  void declare(StreamsBuilder builder) {
    builder.addStateStore(
        BucketedStore.builder(StoreNames.SEEN_EVENTS, settings.duplicatesRetention()));
    builder.addStateStore(
        BucketedStore.builder(StoreNames.RESOURCE_VERSIONS, settings.versionsRetention()));
    builder.addStateStore(
        BucketedStore.builder(StoreNames.ALERT_STATE, settings.alertsRetention()));
    builder.addStateStore(BucketedStore.builder(StoreNames.LAST_VALUES, longestWindow()));
    // Cached: the chain's end changes with every record, its changelog only with every commit.
    builder.addStateStore(keyValue(StoreNames.AUDIT_HEADS, Serdes.String()).withCachingEnabled());
    if (settings.escalation() != null) {
      builder.addStateStore(
          BucketedStore.builder(StoreNames.ALERT_FOLLOW_UPS, settings.alertsRetention()));
      builder.addStateStore(keyValue(StoreNames.ESCALATIONS_DUE, Serdes.ByteArray()));
    }
  }

  /** The stores that {@code emit} works with. */
  String[] ofEmit() {
    List<String> stores =
        new ArrayList<>(
            List.of(
                StoreNames.SEEN_EVENTS,
                StoreNames.RESOURCE_VERSIONS,
                StoreNames.ALERT_STATE,
                StoreNames.LAST_VALUES,
                StoreNames.AUDIT_HEADS));
    if (settings.escalation() != null) {
      stores.addAll(StoreNames.ofAcknowledgements());
      // Read only: consent is asked again before an alert is escalated.
      stores.add(StoreNames.PATIENT_STATE);
    }
    return stores.toArray(String[]::new);
  }

  BucketedStore seenEvents(StepStores stores) {
    return stores.bucketed(StoreNames.SEEN_EVENTS, settings.duplicatesRetention());
  }

  ResourceVersions resourceVersions(StepStores stores) {
    return new ResourceVersions(
        stores.bucketed(StoreNames.RESOURCE_VERSIONS, settings.versionsRetention()));
  }

  AlertStates alertStates(StepStores stores) {
    return new AlertStates(stores.bucketed(StoreNames.ALERT_STATE, settings.alertsRetention()));
  }

  LastValuesOfPatients lastValues(StepStores stores) {
    return new LastValuesOfPatients(stores.bucketed(StoreNames.LAST_VALUES, longestWindow()));
  }

  KeyValueStore<String, byte[]> auditHeads(StepStores stores) {
    return stores.keyValue(StoreNames.AUDIT_HEADS);
  }

  AlertFollowUps followUps(StepStores stores) {
    return new AlertFollowUps(
        stores.bucketed(StoreNames.ALERT_FOLLOW_UPS, settings.alertsRetention()));
  }

  /**
   * Follow-ups of alerts.
   *
   * @param meters told how many alerts wait
   */
  EscalationStores escalations(StepStores stores, AlertMeters meters) {
    return new EscalationStores(
        followUps(stores),
        new DueEscalations(
            stores.keyValue(StoreNames.ESCALATIONS_DUE),
            meters.unacknowledged(stores.partition())));
  }

  private static Duration longestWindow() {
    return CriticalValueRule.LONGEST_WINDOW;
  }

  private static <K> StoreBuilder<KeyValueStore<K, byte[]>> keyValue(String name, Serde<K> keys) {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(name), keys, Serdes.ByteArray());
  }
}
