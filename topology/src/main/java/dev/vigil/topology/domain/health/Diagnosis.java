package dev.vigil.topology.domain.health;

import dev.vigil.topology.domain.health.Liveness.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says why an instance is behind, by rule, from the looks of the last half minute. Not thread-safe.
 *
 * <p>What is slow outside of the instance is told by where its threads are found: one that is in a
 * state store most of the time, and has a processor for little of it, waits for the disk. Only if
 * nothing outside is slow, load is the cause: of one key, of one partition, or of all.
 */
public final class Diagnosis {
  /**
   * Share of looks in which a thread must be found somewhere for that to be where its time goes.
   */
  private static final double MOST = 0.5;

  /** Share below which that is over: a cause that comes and goes each second is none to act on. */
  private static final double LESS = 0.35;

  /** Share of the time in which a thread that works has a processor, unless it waits. */
  private static final double AT_WORK = 0.6;

  /** Share of a partition's records by which one key makes it hot. */
  private static final double HOT = 0.2;

  /** Of all that waits, in one partition: of many by chance rarely, of two sooner. */
  private static final double MOST_OF_MANY = 0.5;

  private static final double MOST_OF_TWO = 0.8;

  /** A lag that shrinks by less in a second, of itself, is not being worked off. */
  private static final double SHRINKING = 0.002;

  /** Restores that are over sooner are not worth a line. */
  private static final long LONG_RESTORE = Duration.ofSeconds(5).toNanos();

  private static final long REBALANCES_WITHIN = Duration.ofMinutes(10).toNanos();

  /** A start, a scale-out and a rolling restart of a few instances together stay below. */
  private static final int MANY_REBALANCES = 20;

  private final double behindAfter;
  private final IntToDoubleFunction keyShare;
  private final Steps steps = new Steps();
  private final BrokerSilence brokers = new BrokerSilence();
  private final Window window = new Window();
  private final Deque<Long> rebalanced = new ArrayDeque<>();
  private long rebalances;
  private long restoring;
  private boolean wasBehind;
  private final Set<Cause> slow = EnumSet.noneOf(Cause.class);

  /** A partition that is behind, and the seconds of work that wait in it. */
  private record Behind(TaskLook task, double seconds) {}

  /**
   * Nothing seen yet.
   *
   * @param behindAfter work that waits in a partition, by the time it takes, from which on it is
   *     behind
   * @param keyShare share that one key has of a partition's recent records, 0 to 1
   */
  public Diagnosis(Duration behindAfter, IntToDoubleFunction keyShare) {
    this.behindAfter = behindAfter.toMillis() / 1_000.0;
    this.keyShare = keyShare;
  }

  /**
   * What is wrong by one more look; to be called about once a second.
   *
   * @param liveness by the same look
   * @return each cause once at most
   */
  public List<Trouble> look(Look look, Liveness liveness) {
    long step = steps.next(look.nanos());
    brokers.look(look, step);
    window.add(look);
    countRebalances(look);
    restoring = look.restore().isUnderWay() ? restoring + step : 0;

    List<Trouble> troubles = new ArrayList<>();
    if (liveness.status() == Status.STUCK) {
      troubles.add(
          new Trouble(
              Cause.STUCK,
              "",
              liveness.reason()
                  + ". Restart the instance; if it happens again, report where it is"));
    }
    if (restoring >= LONG_RESTORE) {
      troubles.add(restoring(look.restore()));
    }
    if (rebalanced.size() >= MANY_REBALANCES) {
      troubles.add(
          new Trouble(
              Cause.REBALANCING,
              "",
              rebalanced.size()
                  + " rebalances or more in 10 minutes, in each of which partitions stand: look for"
                  + " instances that come and go, and whether vigil.session-timeout is longer than"
                  + " their pauses and vigil.instance-id is set"));
    }
    if (brokers.isTooLong()) {
      // What waits is not known while nobody tells.
      troubles.add(
          new Trouble(
              Cause.BROKERS,
              "",
              brokers.text()
                  + ": nothing is lost, and a restart does not help. Look at the brokers and at the"
                  + " network to them"));
      return troubles;
    }
    addLag(look, troubles);
    return troubles;
  }

  /** Records of changelogs that are restored in a second, by the last looks. */
  public double restoreRate() {
    return window.restoreRate();
  }

  private void addLag(Look look, List<Trouble> troubles) {
    Behind worst = worst(look);
    wasBehind = worst != null;
    if (worst == null) {
      slow.clear();
      return;
    }
    boolean isShrinking = window.growth() < -SHRINKING * look.waiting();
    List<Trouble> causes = new ArrayList<>(outside(worst));
    slow.clear();
    causes.forEach(trouble -> slow.add(trouble.cause()));
    if (causes.isEmpty() && !isShrinking && !Double.isInfinite(worst.seconds())) {
      causes.addAll(load(look, worst));
    }
    // What is stuck, or restored, is so for a cause that is named already.
    troubles.addAll(causes);
    troubles.add(lag(look, worst, isShrinking, troubles));
  }

  private @Nullable Behind worst(Look look) {
    double bound = wasBehind ? behindAfter / 2 : behindAfter;
    return look.tasks().stream()
        .filter(task -> !look.restore().partitions().contains(task.partition()))
        .filter(task -> window.keepsWaiting(task.partition()))
        .map(task -> new Behind(task, task.waiting() / window.rate(task.partition())))
        .filter(behind -> behind.seconds() >= bound)
        .max(
            Comparator.comparingDouble(Behind::seconds)
                .thenComparingLong(behind -> behind.task().waiting()))
        .orElse(null);
  }

  private Trouble lag(Look look, Behind worst, boolean isShrinking, List<Trouble> causes) {
    double growth = window.growth();
    String trend;
    if (isShrinking) {
      trend = "worked off in about " + Spans.about(look.waiting() / -growth);
    } else {
      trend = String.format(Locale.ROOT, "growing by %.0f a second", Math.max(0, growth));
    }
    String codes =
        causes.stream().map(trouble -> trouble.cause().code()).collect(Collectors.joining(", "));
    if (codes.isEmpty()) {
      codes = isShrinking ? "what came before" : "not known";
    }
    double seconds = worst.seconds();
    return new Trouble(
        Cause.LAG,
        codes,
        "%d records wait, %s; partition %d is furthest behind: %d records, %s. Cause: %s. Nothing is lost"
            .formatted(
                look.waiting(),
                trend,
                worst.task().partition(),
                worst.task().waiting(),
                Double.isInfinite(seconds)
                    ? "and none processed"
                    : "about " + Spans.about(seconds) + " of work",
                codes));
  }

  /** What is slow outside of the instance. */
  private List<Trouble> outside(Behind worst) {
    int partition = worst.task().partition();
    double busy = window.share(partition, place -> place != Place.INPUT);
    List<Trouble> found = new ArrayList<>();
    double state = window.share(partition, place -> place == Place.STATE) / busy;
    if (busy >= MOST && state >= bound(Cause.DISK) && window.cpu(partition) <= AT_WORK) {
      found.add(
          new Trouble(
              Cause.DISK,
              "",
              "threads are in the state stores %d %% of the time and have a processor for %d %%: the disk"
                      .formatted(percent(state), percent(window.cpu(partition)))
                  + " of vigil.state.dir is too slow, or is given too little. Give it a faster one;"
                  + " more vigil.state.rocksdb-memory spares reads"));
    }
    double sending = window.share(partition, place -> place == Place.BROKERS) / busy;
    if (busy >= MOST && sending >= bound(Cause.BROKERS)) {
      found.add(
          new Trouble(
              Cause.BROKERS,
              "",
              "threads wait %d %% of the time for the brokers to take what they send or commit"
                      .formatted(percent(sending))
                  + ": look at the brokers' disks, quotas and replication, and at the network"));
    } else if (busy < 1 - MOST && window.cpu(partition) <= AT_WORK) {
      found.add(
          new Trouble(
              Cause.BROKERS,
              "",
              "records wait, and threads wait %d %% of the time for the brokers to send some"
                      .formatted(percent(1 - busy))
                  + ": look at quotas and at the network"));
    }
    double asking = window.share(partition, place -> place == Place.REGISTRY) / busy;
    if (busy >= MOST && asking >= bound(Cause.REGISTRY)) {
      found.add(
          new Trouble(
              Cause.REGISTRY,
              "",
              "threads wait for the schema registry most of the time: look at it and at registry.url"));
    }
    return found;
  }

  private double bound(Cause cause) {
    return slow.contains(cause) ? LESS : MOST;
  }

  /** What there is too much of. */
  private List<Trouble> load(Look look, Behind worst) {
    int partition = worst.task().partition();
    double ofAll = worst.task().waiting() / (double) look.waiting();
    int tasks = look.tasks().size();
    boolean isUneven = tasks == 1 || ofAll >= (tasks == 2 ? MOST_OF_TWO : MOST_OF_MANY);
    double ofKey = keyShare.applyAsDouble(partition);
    if (isUneven && ofKey >= HOT) {
      return List.of(
          new Trouble(
              Cause.HOT_KEY,
              Integer.toString(partition),
              "partition %d has %d %% of what waits, and one key at least %d %% of its recent records"
                      .formatted(partition, percent(ofAll), percent(ofKey))
                  + ": one patient's records are processed one after the other, whatever is added."
                  + " Find the producer that sends so many; patients of other partitions are not"
                  + " held up"));
    }
    if (isUneven && tasks > 1) {
      return List.of(
          new Trouble(
              Cause.HOT_PARTITION,
              Integer.toString(partition),
              "partition %d has %d %% of what waits, without one key that has most of it"
                      .formatted(partition, percent(ofAll))
                  + ": look at how producers choose keys. More threads help only if it shares one"
                  + " with other partitions"));
    }
    if (window.cpu(partition) <= AT_WORK) {
      return List.of(
          new Trouble(
              Cause.CAPACITY,
              "processor",
              "all partitions are behind, and threads that have work get a processor for %d %% of the time"
                      .formatted(percent(window.cpu(partition)))
                  + ": give the instance more processors, or add instances"));
    }
    return List.of(
        new Trouble(
            Cause.CAPACITY,
            "threads",
            "all partitions are behind, and the threads are busy: raise vigil.threads if processors"
                + " are idle, else add instances, up to as many threads in all as there are"
                + " partitions"));
  }

  private Trouble restoring(RestoreLook restore) {
    double rate = window.restoreRate();
    return new Trouble(
        Cause.RESTORING,
        Integer.toString(restore.percent() / 10),
        "%d %% of the state of %d partitions is restored, %s more; they are processed when it is done."
                .formatted(
                    restore.percent(),
                    restore.partitions().size(),
                    rate > 0
                        ? "about " + Spans.about((restore.total() - restore.restored()) / rate)
                        : "nobody knows how long")
            + " Wait: a restart begins again where this one is. With vigil.standby-replicas another"
            + " instance would have taken over");
  }

  private void countRebalances(Look look) {
    for (long more = look.rebalances() - rebalances; more > 0; more--) {
      rebalanced.addLast(look.nanos());
      if (rebalanced.size() > MANY_REBALANCES) {
        rebalanced.removeFirst();
      }
    }
    rebalances = look.rebalances();
    while (!rebalanced.isEmpty() && look.nanos() - rebalanced.getFirst() > REBALANCES_WITHIN) {
      rebalanced.removeFirst();
    }
  }

  private static int percent(double share) {
    return (int) Math.round(share * 100);
  }
}
