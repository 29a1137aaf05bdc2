package dev.vigil.fault.trial;

import dev.vigil.fault.verdict.Verdict;
import dev.vigil.fault.watch.Recovery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a fault, or of several on one platform.
 *
 * @param name of the trial: the fault's, if it is one
 * @param end how the trial ended
 * @param reason why it was not tried, or what the platform did not do; empty if there is a verdict
 * @param verdict on the guarantees
 * @param recoveries how quickly it went on after each, by name
 * @param exits exit codes of the instances, by name; what a signal ended included
 * @param unexpectedExits those of them that this fault does not explain
 * @param took the whole trial
 */
public record TrialResult(
    String name,
    End end,
    String reason,
    Optional<Verdict> verdict,
    Map<String, Recovery> recoveries,
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
