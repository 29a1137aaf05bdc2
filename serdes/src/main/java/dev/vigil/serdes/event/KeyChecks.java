package dev.vigil.serdes.event;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Checks that a record stands under the key, and in the partition, of whom it is about. */
final class KeyChecks {
  private final DecoderSettings settings;

  KeyChecks(DecoderSettings settings) {
    this.settings = settings;
  }

  static byte[] present(InputRecord input) throws UndecodableException {
    byte @Nullable [] key = input.key();
    if (key == null || key.length == 0) {
      throw new UndecodableException(DeadLetterReason.KEY_MISSING, null);
    }
    return key;
  }

  void checkPatient(byte[] key, String patientId, String tenant) throws UndecodableException {
    if (!Arrays.equals(key, new PatientKey(tenant, patientId).toBytes(settings.tenants()))) {
      throw new UndecodableException(DeadLetterReason.KEY_MISMATCH, "patientId");
    }
    if (settings.tenants() && patientId.indexOf('|') >= 0) {
      // Another tenant could have a patient of the same key.
      throw new UndecodableException(DeadLetterReason.FIELD_INVALID, "patientId");
    }
  }

  void checkPartition(byte[] key, int partition) throws UndecodableException {
    if (!settings.partitioner().agrees(key, partition, settings.partitions())) {
      throw new UndecodableException(DeadLetterReason.WRONG_PARTITION, null);
    }
  }
}
