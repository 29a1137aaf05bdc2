package dev.vigil.topology.runtime.deadletter;

/** What a replay does with a dead letter. */
public enum Fate {
  /** Sends it to {@code fhir.replay}. */
  SEND,
  /** Puts it into the parking topic: it was replayed as often as it may be. */
  PARK,
  /** Leaves it: it was replayed or parked before. */
  DONE_BEFORE,
  /** Leaves it: its headers are not what Vigil writes, so nobody knows whose record it is. */
  NOT_OF_VIGIL,
  /** Leaves it: what it holds is not what Vigil encrypted there. */
  NOT_DECRYPTABLE,
  /** Leaves it: {@code fhir.replay} does not take a record of that size. */
  TOO_LARGE;

  /** Whether a replay leaves it although nobody ever replayed it. */
  public boolean isLeftOut() {
    return this == NOT_OF_VIGIL || this == NOT_DECRYPTABLE || this == TOO_LARGE;
  }
}
