package dev.vigil.topology.domain.health;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** The last looks: what rates and shares are made of. */
final class Window {
  private static final int LOOKS = 30;

  /**
   * Looks in which records waited without a break: fewer are the time from one commit to the next.
   */
  private static final int SUSTAINED = 10;

  private static final double NANOS = Duration.ofSeconds(1).toNanos();

  private final Deque<Look> looks = new ArrayDeque<>(LOOKS);

  void add(Look look) {
    if (looks.size() == LOOKS) {
      looks.removeFirst();
    }
    looks.addLast(look);
  }

  Look newest() {
    return Objects.requireNonNull(looks.peekLast());
  }

  /** Seconds from the oldest look to the newest. */
  double seconds() {
    return (newest().nanos() - oldest().nanos()) / NANOS;
  }

  /** Whether records of a partition have waited in each of the last looks. */
  boolean keepsWaiting(int partition) {
    List<TaskLook> found = of(partition);
    return found.size() >= SUSTAINED
        && found.subList(found.size() - SUSTAINED, found.size()).stream()
            .allMatch(task -> task.waiting() > 0);
  }

  /** Records of a partition that were processed in a second. */
  double rate(int partition) {
    List<TaskLook> found = of(partition);
    return found.size() < 2
        ? 0
        : Math.max(0, found.get(found.size() - 1).done() - found.get(0).done()) / span(partition);
  }

  /** By how much what waits, of all partitions, has grown in a second; negative: has shrunk. */
  double growth() {
    return looks.size() < 2 ? 0 : (newest().waiting() - oldest().waiting()) / seconds();
  }

  /** Offsets that were restored in a second. */
  double restoreRate() {
    Optional<Look> first = looks.stream().filter(look -> look.restore().isUnderWay()).findFirst();
    double seconds = first.isEmpty() ? 0 : (newest().nanos() - first.get().nanos()) / NANOS;
    if (first.isEmpty() || seconds <= 0) {
      return 0;
    }
    return Math.max(0, newest().restore().restored() - first.get().restore().restored()) / seconds;
  }

  /** Share of the looks at a partition's thread in which it was somewhere. */
  double share(int partition, Predicate<Place> where) {
    List<TaskLook> found = of(partition);
    return found.isEmpty()
        ? 0
        : found.stream().filter(task -> where.test(task.thread().place())).count()
            / (double) found.size();
  }

  /** Share of the time in which a partition's thread had a processor; 1, if that is not known. */
  double cpu(int partition) {
    return of(partition).stream()
        .mapToDouble(task -> task.thread().cpu())
        .filter(share -> !Double.isNaN(share))
        .average()
        .orElse(1);
  }

  private Look oldest() {
    return Objects.requireNonNull(looks.peekFirst());
  }

  private double span(int partition) {
    List<Look> with =
        looks.stream()
            .filter(look -> look.tasks().stream().anyMatch(task -> task.partition() == partition))
            .toList();
    return (with.get(with.size() - 1).nanos() - with.get(0).nanos()) / NANOS;
  }

  private List<TaskLook> of(int partition) {
    return looks.stream()
        .flatMap(look -> look.tasks().stream())
        .filter(task -> task.partition() == partition)
        .toList();
  }
}
