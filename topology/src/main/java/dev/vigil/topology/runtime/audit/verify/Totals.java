package dev.vigil.topology.runtime.audit.verify;

/** What was read of one partition, and what of it could not be judged. */
final class Totals {
  long judged;
  long later;
  long former;
  long unconfigured;
  long ofDeletedInput;
  long outputsGone;
  long causeless;

  void add(Totals other) {
    judged += other.judged;
    later += other.later;
    former += other.former;
    unconfigured += other.unconfigured;
    ofDeletedInput += other.ofDeletedInput;
    outputsGone += other.outputsGone;
    causeless += other.causeless;
  }
}
