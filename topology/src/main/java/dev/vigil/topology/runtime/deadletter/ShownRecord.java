package dev.vigil.topology.runtime.deadletter;

import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.event.PatientKey;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.OperatorWriter;
import dev.vigil.topology.runtime.VigilException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** That an operator sees the content of a dead letter, which is a patient's: written before. */
public final class ShownRecord {
  /** Ids are not longer; see the decoder's limit. */
  private static final int LONGEST_KEY = 1024;

  private ShownRecord() {}

  /**
   * Writes it, and waits until it is committed.
   *
   * @param by the operator
   * @throws VigilException if it was not confirmed: then nothing may be shown
   */
  public static void write(
      Configuration configuration,
      ClusterAdmin cluster,
      Registry registry,
      DeadLetter letter,
      String by,
      Instant at) {
    PatientKey patient = patient(letter, configuration.vigil().tenants());
    try (OperatorWriter writer = new OperatorWriter(configuration, cluster, registry, "dlq show")) {
      writer.begin();
      writer.send(
          OperationRecord.newBuilder()
              .setOperation(Operation.DEAD_LETTER_SHOWN)
              .setAt(at.truncatedTo(ChronoUnit.MILLIS))
              .setBy(by)
              .setTenant(patient == null ? "" : patient.tenant())
              .setPatientId(patient == null ? null : patient.patientId())
              .setSubject(letter.coordinates().toString())
              .setOutcome("done")
              .setDetails(letter.reason() == null ? Map.of() : Map.of("reason", letter.reason()))
              .build());
      writer.commit();
    }
  }

  private static @Nullable PatientKey patient(DeadLetter letter, boolean tenants) {
    byte[] key = letter.record().key();
    return key == null || key.length > LONGEST_KEY ? null : PatientKey.parse(key, tenants);
  }
}
