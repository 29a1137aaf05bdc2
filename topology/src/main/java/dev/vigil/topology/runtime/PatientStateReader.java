package dev.vigil.topology.runtime;

import dev.vigil.avro.state.PatientState;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.StoreNames;
import dev.vigil.serdes.event.InputPartitioner;
import dev.vigil.serdes.event.PatientKey;
import dev.vigil.topology.domain.patient.Indeterminate;
import dev.vigil.topology.pipeline.state.AvroStateCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the committed state of patients from the topic that holds its changes, whether the
 * application runs or not. Keeps none but the indeterminate in memory.
 */
public final class PatientStateReader {
  private final Configuration configuration;
  private final ClusterAdmin cluster;
  private final String topic;
  private final AvroStateCodec<PatientState> codec =
      new AvroStateCodec<>(PatientState.class, PatientState.getClassSchema());

  public PatientStateReader(Configuration configuration, ClusterAdmin cluster) {
    this.configuration = configuration;
    this.cluster = cluster;
    this.topic =
        StoreNames.changelog(configuration.vigil().applicationId(), StoreNames.PATIENT_STATE);
  }

  /** Where a state was found. */
  private record Place(int partition, PatientKey patient) {}

  /**
   * All patients whose consent is indeterminate, by tenant and patient.
   *
   * @throws VigilException if the topic is missing or cannot be read
   */
  public List<IndeterminatePatient> indeterminate() {
    return read(partitions(), null);
  }

  /**
   * What is indeterminate of one patient: empty, or one; more only where producers tear a patient's
   * records apart.
   *
   * @throws VigilException if the topic is missing or cannot be read
   */
  public List<IndeterminatePatient> indeterminate(PatientKey patient) {
    List<TopicPartition> all = partitions();
    OptionalInt own =
        InputPartitioner.valueOf(configuration.vigil().inputs().partitioner().name())
            .partition(patient.toBytes(configuration.vigil().tenants()), all.size());
    return read(own.isEmpty() ? all : List.of(all.get(own.getAsInt())), patient);
  }

  /** In their order. */
  private List<TopicPartition> partitions() {
    int count =
        cluster
            .partitions(topic)
            .orElseThrow(
                () ->
                    new VigilException(
                        ExitCode.TOPICS,
                        "Topic "
                            + topic
                            + " is missing: the application has not run yet, or"
                            + " vigil.application-id is another",
                        null));
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      partitions.add(new TopicPartition(topic, i));
    }
    return partitions;
  }

  private List<IndeterminatePatient> read(
      List<TopicPartition> partitions, @Nullable PatientKey only) {
    Map<Place, IndeterminatePatient> found = new HashMap<>();
    try (CommittedRecords records = new CommittedRecords(configuration)) {
      records.readToEnd(partitions, record -> apply(record, only, found));
    } catch (SerializationException e) {
      throw new VigilException(
          ExitCode.TOPICS,
          "Topic "
              + topic
              + " holds state that is damaged or was written by a newer release: use the vigil of"
              + " the release that runs; if it cannot read it either, the topic is damaged",
          e);
    } catch (ApiException e) {
      throw cluster.failure(e);
    }
    return found.values().stream()
        .sorted(
            Comparator.comparing((IndeterminatePatient one) -> one.patient().tenant())
                .thenComparing(one -> one.patient().patientId())
                .thenComparing(IndeterminatePatient::partition))
        .toList();
  }

  /** The newest value of a key counts; none at all means that nothing is known of the patient. */
  private void apply(
      ConsumerRecord<byte[], byte[]> record,
      @Nullable PatientKey only,
      Map<Place, IndeterminatePatient> found) {
    PatientKey patient = PatientKey.parse(record.key(), configuration.vigil().tenants());
    // No record of a patient can have a key that is none, so nothing depends on its state.
    if (patient == null || (only != null && !only.equals(patient))) {
      return;
    }
    Place place = new Place(record.partition(), patient);
    Indeterminate what =
        record.value() == null ? null : Indeterminate.of(codec.decode(record.value()));
    if (what == null) {
      found.remove(place);
    } else {
      found.put(place, new IndeterminatePatient(patient, record.partition(), what));
    }
  }
}
