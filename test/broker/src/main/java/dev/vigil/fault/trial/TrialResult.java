package dev.vigil.fault.trial;

import dev.vigil.fault.verdict.Verdict;
import dev.vigil.fault.watch.Recovery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a fault.
 *
 * @param fault its name
 * @param end how the trial ended
 * @param reason why it was not tried, or what the platform did not do; empty if there is a verdict
 * @param verdict on the guarantees
 * @param recovery how quickly it went on
 * @param exits exit codes of the instances, by name; what a signal ended included
 * @param unexpectedExits those of them that this fault does not explain
 * @param took the whole trial
 */
public record TrialResult(
    String fault,
    End end,
    String reason,
    Optional<Verdict> verdict,
    Optional<Recovery> recovery,
    Map<String, List<Integer>> exits,
    List<Integer> unexpectedExits,
    Duration took) {
  /** How a trial ended. */
  public enum End {
    /** All guarantees held. */
    HELD,
    /** One did not, or an instance ended as it should not. */
    BROKEN,
    /** The platform did not do what the fault needs: nothing was found out. */
    FAILED,
    /** The machine has not what the fault needs. */
    NOT_TRIED
  }
}
