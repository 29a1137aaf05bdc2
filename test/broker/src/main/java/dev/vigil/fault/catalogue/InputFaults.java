package dev.vigil.fault.catalogue;

import dev.vigil.fault.platform.Instance;
import dev.vigil.fault.platform.Waiting;
import dev.vigil.fault.trial.Fault;
import dev.vigil.fault.trial.Fault.Setup;
import dev.vigil.fault.trial.Scene;
import dev.vigil.topology.runtime.ExitCode;
import java.time.Duration;
import java.util.List;

/** What comes in, or is gone before it was read. */
final class InputFaults {
  private static final Duration NOTICED = Duration.ofMinutes(1);
  private static final Duration UNREAD = Duration.ofSeconds(5);

  private static final Duration LASTS = Duration.ofSeconds(20);

  private InputFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "input-deleted-unread",
            "retention deletes input that no instance has read; an operator goes on behind the gap",
            Setup.instances(2).exits(ExitCode.OFFSETS_LOST.code()),
            InputFaults::deletedUnread),
        new Fault(
            "foreign-partitioner",
            "a producer that partitions as librdkafka does by default",
            Setup.instances(2).traffic(usual -> usual.withMisplaced(100)),
            InputFaults::last),
        new Fault(
            "size-limit",
            "values of exactly the limit, and one byte more",
            Setup.instances(2).traffic(usual -> usual.withLimits(200, usual.maxValueBytes())),
            InputFaults::last),
        new Fault(
            "hot-key",
            "one patient with 30 % of the traffic",
            Setup.instances(2).traffic(usual -> usual.withHotShare(30)),
            InputFaults::last));
  }

  /** The traffic itself is the fault. */
  private static void last(Scene scene) {
    scene.strikes();
    Waiting.pause(LASTS);
  }

  private static void deletedUnread(Scene scene) throws Exception {
    for (Instance instance : scene.platform().instances()) {
      instance.kill();
    }
    scene.strikes();
    // Sending goes on: what comes now is not read.
    Waiting.pause(UNREAD);
    // What is committed, and what is deleted, must be told exactly.
    scene.hold();
    Waiting.pause(UNREAD);
    scene.deleteInput();
    scene.platform().instances().forEach(Instance::start);
    Waiting.until(
        NOTICED,
        "both instances say that input was lost",
        () ->
            scene.platform().instances().stream()
                .allMatch(instance -> instance.exits().contains(ExitCode.OFFSETS_LOST.code())));
    scene.platform().instances().forEach(Instance::leaveEnded);
    Waiting.until(
        NOTICED,
        "both have ended",
        () -> scene.platform().instances().stream().noneMatch(Instance::isAlive));
    scene.goOnBehindTheGap();
    scene.send();
    for (Instance instance : scene.platform().instances()) {
      instance.start();
      scene.platform().awaitStarted(instance);
    }
  }
}
