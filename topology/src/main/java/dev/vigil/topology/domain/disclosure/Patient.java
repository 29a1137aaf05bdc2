package dev.vigil.topology.domain.disclosure;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.OperationRecord;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Whose records are looked for. */
public final class Patient {
  private final String tenant;
  private final String patientId;
  private final byte[] key;

  /**
   * A patient.
   *
   * @param tenant empty: none
   * @param key of the patient's records
   */
  public Patient(String tenant, String patientId, byte[] key) {
    this.tenant = tenant;
    this.patientId = patientId;
    this.key = key.clone();
  }

  /** What a record has to do with the patient. */
  public enum Relation {
    /** It is about the patient, or says so. */
    ABOUT,
    /** It could not be read, and nothing but its key names the patient. */
    FILED_UNDER_KEY,
    /** Nothing. */
    NONE
  }

  /**
   * What an audit record has to do with the patient.
   *
   * @param recordKey key of the audit record, which is that of its input
   */
  public Relation relation(AuditRecord record, byte @Nullable [] recordKey) {
    boolean named = record.getPatientId() != null;
    if (named && isThis(record.getTenant(), record.getPatientId())) {
      return Relation.ABOUT;
    }
    return !named && Arrays.equals(key, recordKey) ? Relation.FILED_UNDER_KEY : Relation.NONE;
  }

  /** Whether an operation concerned the patient. */
  public boolean concerns(OperationRecord record) {
    return isThis(record.getTenant(), record.getPatientId());
  }

  private boolean isThis(@Nullable String otherTenant, @Nullable String otherId) {
    return patientId.equals(otherId) && tenant.equals(otherTenant == null ? "" : otherTenant);
  }
}
