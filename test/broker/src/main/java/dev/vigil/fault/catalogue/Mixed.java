package dev.vigil.fault.catalogue;

import dev.vigil.fault.trial.Fault;
import dev.vigil.fault.trial.Fault.Setup;
import dev.vigil.fault.trial.Trial;
import dev.vigil.fault.trial.TrialResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Faults drawn by a seed, one after the other on one platform: each meets what the last left. */
public final class Mixed {
  /** Those that need nothing of the platform beyond two or three instances. */
  static final List<String> NAMES =
      List.of(
          "instance-lost",
          "instance-crashes",
          "instance-stopped",
          "rolling-restart",
          "instance-frozen",
          "broker-killed",
          "group-coordinator-killed",
          "transaction-coordinator-killed",
          "broker-frozen",
          "registry-down",
          "state-deleted",
          "outputs-not-read");

  private Mixed() {}

  /** Tries so many of them. */
  public static TrialResult run(Trial trial, long seed, int count) {
    Random random = new Random(seed);
    List<Fault> drawn = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      drawn.add(Faults.named(name).orElseThrow());
    }
    return trial.run("mixed", Setup.instances(3), drawn);
  }
}
