package dev.vigil.topology.domain.health;

import dev.vigil.topology.domain.health.Look.StreamState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** An instance that is looked at once a second, as a test wants it to be. */
final class LookScript {
  private final Progress progress;
  private final Diagnosis diagnosis;
  private final Map<Integer, Partition> partitions = new TreeMap<>();
  private long nanos = Duration.ofDays(3).toNanos();
  private StreamState state = StreamState.RUNNING;
  private boolean answers = true;
  private @Nullable String refusal;
  private long rebalances;
  private RestoreLook restore = RestoreLook.NONE;
  private long restoreRate;
  private Liveness liveness;
  private List<Trouble> troubles = List.of();

  private static final class Partition {
    private long end;
    private long done;
    private long arrive;
    private long process;
    private long taken;
    private boolean isRepeating;
    private double time;
    private Map<Place, Double> shares = Map.of(Place.WORK, 1.0);
    private double cpu = 0.9;

    private Place place() {
      // Spread over the looks in the proportion that is wanted.
      time += 0.618;
      double at = time % 1;
      for (Place place : Place.values()) {
        at -= shares.getOrDefault(place, 0.0);
        if (at < 0) {
          return place;
        }
      }
      return Place.WORK;
    }
  }

  LookScript() {
    this(partition -> 0);
  }

  LookScript(IntToDoubleFunction keyShare) {
    progress = new Progress(Duration.ofSeconds(60));
    diagnosis = new Diagnosis(Duration.ofSeconds(30), keyShare);
    liveness = new Liveness(Liveness.Status.STARTING, "");
  }

  /** From now on a partition gets and processes so many records a second. */
  LookScript partition(int number, long arrive, long process) {
    Partition partition = partitions.computeIfAbsent(number, key -> new Partition());
    partition.arrive = arrive;
    partition.process = process;
    return this;
  }

  /** Takes records again and again, and commits none. */
  LookScript repeating(int number) {
    partitions.computeIfAbsent(number, key -> new Partition()).isRepeating = true;
    return this;
  }

  LookScript backlog(int number, long records) {
    partitions.computeIfAbsent(number, key -> new Partition()).end += records;
    return this;
  }

  /** Where the threads of all partitions are found; at work for the rest of the time. */
  LookScript found(double input, double state, double brokers, double registry, double cpu) {
    for (Partition partition : partitions.values()) {
      partition.shares =
          Map.of(
              Place.INPUT,
              input,
              Place.STATE,
              state,
              Place.BROKERS,
              brokers,
              Place.REGISTRY,
              registry,
              Place.WORK,
              1 - input - state - brokers - registry);
      partition.cpu = cpu;
    }
    return this;
  }

  LookScript state(StreamState now) {
    state = now;
    return this;
  }

  LookScript brokersAnswer(boolean now, @Nullable String with) {
    answers = now;
    refusal = with;
    return this;
  }

  LookScript rebalance(int times) {
    rebalances += times;
    return this;
  }

  /** A restore of some partitions, that moves by so many offsets a second. */
  LookScript restore(Set<Integer> of, long total, long perSecond) {
    restore = new RestoreLook(of, of.size() * 5, 0, total);
    restoreRate = perSecond;
    return this;
  }

  LookScript restoreRate(long perSecond) {
    restoreRate = perSecond;
    return this;
  }

  LookScript restored() {
    restore = RestoreLook.NONE;
    return this;
  }

  /** The process, its clock excepted, stands still. */
  LookScript frozen(Duration time) {
    nanos += time.toNanos();
    return this;
  }

  LookScript seconds(int seconds) {
    for (int second = 0; second < seconds; second++) {
      nanos += Duration.ofSeconds(1).toNanos();
      if (restore.isUnderWay()) {
        restore =
            new RestoreLook(
                restore.partitions(),
                restore.changelogs(),
                Math.min(restore.total(), restore.restored() + restoreRate),
                restore.total());
      }
      List<TaskLook> tasks = new ArrayList<>();
      partitions.forEach((number, partition) -> tasks.add(look(number, partition)));
      Look look = new Look(nanos, state, answers, refusal, rebalances, tasks, restore);
      liveness = progress.look(look);
      troubles = diagnosis.look(look, liveness);
    }
    return this;
  }

  private TaskLook look(int number, Partition partition) {
    partition.end += partition.arrive;
    if (!restore.partitions().contains(number)) {
      partition.done = Math.min(partition.end, partition.done + partition.process);
    }
    partition.taken = partition.isRepeating ? partition.taken + 1 : partition.done;
    Place place = partition.place();
    return new TaskLook(
        number,
        List.of(new InputLook("fhir.events", partition.end - partition.done, partition.done)),
        partition.taken,
        new ThreadLook(place, "Some" + place + ".method", partition.cpu));
  }

  Liveness liveness() {
    return liveness;
  }

  List<Trouble> troubles() {
    return troubles;
  }

  List<Cause> causes() {
    return troubles.stream().map(Trouble::cause).sorted().toList();
  }

  String reason(Cause cause) {
    return troubles.stream()
        .filter(trouble -> trouble.cause() == cause)
        .map(Trouble::reason)
        .findFirst()
        .orElseThrow(() -> new AssertionError(cause + " is not among " + troubles));
  }
}
