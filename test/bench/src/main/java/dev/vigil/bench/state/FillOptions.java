package dev.vigil.bench.state;

import picocli.CommandLine.Option;

/** How large the state is; the same options give the same state. */
public final class FillOptions {
  @Option(
      names = "--ids",
      paramLabel = "N",
      defaultValue = "50000000",
      description =
          "Event ids in the deduplication store, spread over its retention. Default:"
              + " ${DEFAULT-VALUE}.")
  long ids = 50_000_000;

  @Option(
      names = "--events-per-resource",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "How many of the ids fall on one resource, whose newest version is kept, too. Default:"
              + " ${DEFAULT-VALUE}.")
  int eventsPerResource = 2;

  @Option(
      names = "--batch-bytes",
      paramLabel = "N",
      defaultValue = "16384",
      description =
          "Largest batch of the changelogs, as it is by default where traffic is high. Default:"
              + " ${DEFAULT-VALUE}.")
  int batchBytes = 16_384;

  /** The defaults, for what has no command line. */
  public FillOptions() {}

  /** The same but for the number of ids. */
  public FillOptions withIds(long ids) {
    FillOptions other = new FillOptions();
    other.ids = ids;
    other.eventsPerResource = eventsPerResource;
    other.batchBytes = batchBytes;
    return other;
  }

  /** How many resources have a version in the store. */
  long resources() {
    return ids / eventsPerResource;
  }
}
