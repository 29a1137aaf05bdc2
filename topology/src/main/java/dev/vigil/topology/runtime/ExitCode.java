package dev.vigil.topology.runtime;

/** How a command ends. The numbers are a contract with scripts and orchestrators. */
public enum ExitCode {
  OK(0, "Done; for run: stopped on request, everything at hand finished."),
  UNEXPECTED(1, "A defect in Vigil: report it, with the output of --verbose."),
  USAGE(2, "The command line is wrong; see --help."),
  CONFIGURATION(3, "A setting is unknown, missing or has a bad value."),
  BROKER(4, "The brokers cannot be reached or refuse access."),
  REGISTRY(5, "The schema registry cannot be reached or refuses."),
  TOPICS(6, "Topics are missing or have the wrong settings; see vigil topics check."),
  STATE_DIRECTORY(7, "The state directory cannot be used."),
  PROFILE(8, "The critical-value profile cannot be read or is invalid."),
  OFFSETS_LOST(9, "Retention deleted input records that were not read yet."),
  STREAM_FAILED(10, "Processing stopped on a fault that is not a record's; nothing was skipped."),
  SHUTDOWN_TIMED_OUT(
      11,
      "Closing took longer than vigil.shutdown-timeout; nothing is lost, the next start"
          + " restores state."),
  NOT_PROVEN(12, "A check ran and found what it checks for to be false."),
  FAILURE_BUDGET(
      13,
      "Too many records became dead letters; nothing was skipped, and no instance starts before"
          + " vigil dlq acknowledge."),
  FHIR_SERVER(
      14, "The FHIR server cannot be reached, refuses, or answers with what cannot be used."),
  STATE_FORMAT(
      15,
      "The state is of a format that this version must not go on with, or a reset of it is not"
          + " finished; nothing was started."),
  KEY_SERVICE(
      16,
      "The key service cannot be reached, refuses, or has not the key; nothing was written in"
          + " plain text, nothing was skipped.");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  /** For an operator. */
  public String meaning() {
    return meaning;
  }
}
