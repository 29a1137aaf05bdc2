package dev.vigil.topology.cli.io;

import dev.vigil.config.Configuration;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.replay.InputLag;
import dev.vigil.topology.runtime.replay.LagPace;
import dev.vigil.topology.runtime.replay.Pace;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/** How fast is sent to fhir.replay: the same for every command that does. */
public final class PaceOptions {
  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "Records a second at most. Default: ${DEFAULT-VALUE}, a small part of what an instance"
              + " can process.")
  int rate;

  @Option(
      names = "--max-lag",
      paramLabel = "N",
      defaultValue = "2000",
      description =
          "Send only while at most so many records wait in all inputs together, so that live"
              + " records are not kept waiting. Default: ${DEFAULT-VALUE}, what an instance"
              + " processes in a fraction of a second.")
  int maxLag;

  /**
   * The pace in force; whoever asks closes it.
   *
   * @throws VigilException if an option makes no sense
   */
  public Pace pace(Configuration configuration, ClusterAdmin cluster) {
    if (rate < 1 || maxLag < 1) {
      throw new VigilException(ExitCode.USAGE, "--rate and --max-lag must be at least 1", null);
    }
    return new LagPace(
        new InputLag(configuration, cluster),
        new LagPace.Bounds(rate, maxLag, configuration.vigil().startupTimeout()),
        System::nanoTime,
        PaceOptions::sleep);
  }

  private static void sleep(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigilException(ExitCode.UNEXPECTED, "Interrupted while waiting", e);
    }
  }
}
