package dev.vigil.bench.workload;

import picocli.CommandLine.Option;

/** What the workload is like; the same options give the same workload. */
public final class WorkloadOptions {
  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Records that are measured. Default: ${DEFAULT-VALUE}.")
  int events = 1_000_000;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "300000",
      description =
          "Records before them, which each process meets cold. Default: ${DEFAULT-VALUE}.")
  int warmUp = 300_000;

  @Option(
      names = "--patients",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Patients, each with a Consent. Default: ${DEFAULT-VALUE}.")
  int patients = 10_000;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "8",
      description = "Partitions of every topic. Default: ${DEFAULT-VALUE}.")
  int partitions = 8;

  @Option(
      names = "--bytes",
      paramLabel = "N",
      defaultValue = "1200",
      description = "Size of an event in JSON form, at least 500. Default: ${DEFAULT-VALUE}.")
  int bytes = 1_200;

  @Option(
      names = "--duplicates",
      paramLabel = "PERCENT",
      defaultValue = "5",
      description = "Share of records sent before. Default: ${DEFAULT-VALUE}.")
  double duplicates = 5;

  @Option(
      names = "--poison",
      paramLabel = "PERCENT",
      defaultValue = "0.1",
      description = "Share of records cut off halfway. Default: ${DEFAULT-VALUE}.")
  double poison = 0.1;

  @Option(
      names = "--critical",
      paramLabel = "PERCENT",
      defaultValue = "2",
      description = "Share of critical results. Default: ${DEFAULT-VALUE}.")
  double critical = 2;

  @Option(
      names = "--denying",
      paramLabel = "PERCENT",
      defaultValue = "3",
      description = "Share of patients that deny. Default: ${DEFAULT-VALUE}.")
  double denying = 3;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Another seed gives another workload. Default: ${DEFAULT-VALUE}.")
  long seed = 1;

  /** The defaults, for what has no command line. */
  public WorkloadOptions() {}

  /** The same but for its length. */
  public WorkloadOptions withEvents(int warmUp, int events) {
    WorkloadOptions other = copy();
    other.warmUp = warmUp;
    other.events = events;
    return other;
  }

  /** The same but for the size of an event in JSON form. */
  public WorkloadOptions withBytes(int bytes) {
    WorkloadOptions other = copy();
    other.bytes = bytes;
    return other;
  }

  /** The same but for the number of patients. */
  public WorkloadOptions withPatients(int patients) {
    WorkloadOptions other = copy();
    other.patients = patients;
    return other;
  }

  /** The same but for the partitions of every topic. */
  public WorkloadOptions withPartitions(int partitions) {
    WorkloadOptions other = copy();
    other.partitions = partitions;
    return other;
  }

  /** Records that are measured. */
  public int events() {
    return events;
  }

  /** Records before them. */
  public int warmUp() {
    return warmUp;
  }

  /** Partitions of every topic. */
  public int partitions() {
    return partitions;
  }

  private WorkloadOptions copy() {
    WorkloadOptions other = new WorkloadOptions();
    other.events = events;
    other.warmUp = warmUp;
    other.patients = patients;
    other.partitions = partitions;
    other.bytes = bytes;
    other.duplicates = duplicates;
    other.poison = poison;
    other.critical = critical;
    other.denying = denying;
    other.seed = seed;
    return other;
  }

  @Override
  public String toString() {
    return "%,d events of %,d bytes after %,d to warm up, %,d patients, %d partitions, duplicates %s %%, poison %s %%,"
            .formatted(events, bytes, warmUp, patients, partitions, duplicates, poison)
        + " critical %s %%, denying patients %s %%, seed %d".formatted(critical, denying, seed);
  }
}
