package dev.vigil.fault.verdict;

/**
 * What must be in order among itself: the records of one output for one patient from one input
 * partition. Audit records of one input partition are all one group.
 *
 * @param partition of the input
 * @param patient record key; empty: all
 */
public record Group(Output output, int partition, String patient) {
  /** Audit records of an input partition. */
  static Group audit(int partition) {
    return new Group(Output.AUDIT, partition, "");
  }

  @Override
  public String toString() {
    return output
        + " of input partition "
        + partition
        + (patient.isEmpty() ? "" : ", patient " + patient);
  }
}
