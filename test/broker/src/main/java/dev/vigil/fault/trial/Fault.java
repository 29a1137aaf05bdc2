package dev.vigil.fault.trial;

import dev.vigil.fault.ledger.EventOptions;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One thing that goes wrong.
 *
 * @param name as it is asked for and reported
 * @param what happens, for a person
 * @param setup what it happens to
 * @param action does it, and returns when it is mended; not necessarily worked off
 */
public record Fault(String name, String what, Setup setup, Action action) {
  /** What is done. */
  @FunctionalInterface
  public interface Action {
    /** Does it, and mends it. */
    void inflict(Scene scene) throws Exception;
  }

  /**
   * What a fault happens to.
   *
   * @param instances that run when it strikes
   * @param needs of the machine
   * @param exits exit codes with which instances may end; others are a finding
   * @param settings of the application, {@code key=value}
   * @param traffic what the stream of events is like
   */
  public record Setup(
      int instances,
      Set<Need> needs,
      Set<Integer> exits,
      List<String> settings,
      UnaryOperator<EventOptions> traffic) {
    /** So many instances, which may end by signals only, and the usual traffic. */
    public static Setup instances(int count) {
      return new Setup(count, Set.of(), Set.of(), List.of(), UnaryOperator.identity());
    }

    /** The same, needing this of the machine. */
    public Setup needing(Need... more) {
      return new Setup(instances, Set.of(more), exits, settings, traffic);
    }

    /** The same; instances may end with these exit codes, too. */
    public Setup exits(Integer... codes) {
      return new Setup(instances, needs, Set.of(codes), settings, traffic);
    }

    /** The same with settings of the application. */
    public Setup set(String... more) {
      return new Setup(instances, needs, exits, List.of(more), traffic);
    }

    /** The same with other traffic. */
    public Setup traffic(UnaryOperator<EventOptions> other) {
      return new Setup(instances, needs, exits, settings, other);
    }
  }
}
