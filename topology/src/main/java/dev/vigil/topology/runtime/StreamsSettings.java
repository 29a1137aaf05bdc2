package dev.vigil.topology.runtime;

import dev.vigil.config.Configuration;
import dev.vigil.config.VigilConfig;
import dev.vigil.config.topics.TopicCatalogue;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;

/** What Kafka Streams is told: the operator's pass-through settings, then what Vigil depends on. */
public final class StreamsSettings {
  private StreamsSettings() {}

  /**
   * The settings for a configuration.
   *
   * @param stateDirectory where the stores live
   * @param partitions of the inputs; all of them may come to this instance
   */
  public static StreamsConfig of(Configuration configuration, Path stateDirectory, int partitions) {
    VigilConfig vigil = configuration.vigil();
    Map<String, Object> settings = new HashMap<>();
    // Refuses a topology whose stores or internal topics got generated names: those change with
    // every edit and lose state.
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    settings.put(StreamsConfig.CLIENT_ID_CONFIG, vigil.instanceId().orElse(vigil.applicationId()));
    // Kafka Streams wants an address even where nothing is connected to; run refuses to start
    // without a real one.
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
    if (!vigil.inputs().consents() && !vigil.inputs().acks()) {
      // Asking for each record whether fhir.replay is empty costs 3 % of the processor, and no
      // order
      // is promised between it and fhir.events. Consents and acknowledgements keep what there is.
      settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    }
    settings.putAll(configuration.kafkaSettings());

    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, vigil.applicationId());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    // The newer protocol does not survive a crash yet (KAFKA-20808).
    settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, vigil.threads());
    settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, vigil.standbyReplicas());
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, vigil.commitInterval().toMillis());
    settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class.getName());
    settings.put(BoundedRocksDb.MEMORY_BYTES, vigil.state().rocksdbMemory().bytes());
    settings.put(BoundedRocksDb.PARTITIONS, partitions);
    // What these resume past is lost: state written before the failure stays.
    settings.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndFailProcessingExceptionHandler.class.getName());
    settings.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndFailExceptionHandler.class.getName());
    settings.put(
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
        DefaultProductionExceptionHandler.class.getName());

    String sessionTimeout = Long.toString(vigil.sessionTimeout().toMillis());
    // Members learn by a heartbeat's answer that partitions are to be taken over.
    String heartbeat = Long.toString(vigil.sessionTimeout().toMillis() / 6);
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), sessionTimeout);
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), heartbeat);
    vigil
        .instanceId()
        .ifPresent(
            id ->
                settings.put(
                    StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), id));
    int largest = largestRecord(vigil);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), largest);
    settings.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), largest);
    return new StreamsConfig(settings);
  }

  /** The largest record that is written to any topic, in bytes. */
  public static int largestRecord(VigilConfig vigil) {
    return vigil.inputs().maxValueBytes() + TopicCatalogue.OUTPUT_OVERHEAD_BYTES;
  }
}
