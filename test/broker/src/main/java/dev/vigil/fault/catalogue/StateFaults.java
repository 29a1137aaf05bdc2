package dev.vigil.fault.catalogue;

import dev.vigil.fault.platform.Instance;
import dev.vigil.fault.platform.SmallDisk;
import dev.vigil.fault.platform.Waiting;
import dev.vigil.fault.trial.Fault;
import dev.vigil.fault.trial.Fault.Setup;
import dev.vigil.fault.trial.Need;
import dev.vigil.fault.trial.Scene;
import dev.vigil.support.process.Directories;
import dev.vigil.topology.runtime.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What happens to state directories. */
final class StateFaults {
  private static final Duration NOTICED = Duration.ofSeconds(90);
  private static final Duration REFUSED = Duration.ofSeconds(10);

  private StateFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "state-deleted",
            "kill -9 of an instance, its state directory deleted before it is started again",
            Setup.instances(2),
            StateFaults::deleted),
        new Fault(
            "state-deleted-under-it",
            "the state directory of a running instance deleted, then the instance killed",
            Setup.instances(2).exits(ExitCode.STATE_DIRECTORY.code()),
            StateFaults::deletedUnderIt),
        new Fault(
            "state-full",
            "no room on the disk of an instance's state, then room again",
            onSmallDisk(),
            StateFaults::full),
        new Fault(
            "state-read-only",
            "the disk of an instance's state read-only, then writable again",
            onSmallDisk(),
            StateFaults::readOnly));
  }

  /** With little memory for RocksDB: it is written to the disk soon, not after minutes. */
  private static Setup onSmallDisk() {
    return Setup.instances(2)
        .needing(Need.ROOT)
        .exits(ExitCode.STATE_DIRECTORY.code())
        .set("vigil.state.rocksdb-memory=16M");
  }

  private static void deleted(Scene scene) throws InterruptedException, IOException {
    Instance instance = scene.busy();
    scene.strikes();
    instance.kill();
    Directories.delete(instance.stateDirectory());
    instance.start();
    scene.platform().awaitStarted(instance);
  }

  private static void deletedUnderIt(Scene scene) throws InterruptedException, IOException {
    Instance instance = scene.busy();
    scene.strikes();
    Directories.delete(instance.stateDirectory());
    Waiting.pause(REFUSED);
    int starts = instance.starts();
    instance.crash();
    Waiting.until(NOTICED, "it is started again", () -> instance.starts() > starts);
    scene.platform().awaitStarted(instance);
  }

  private static void full(Scene scene) {
    SmallDisk disk = scene.smallDisk();
    Instance instance = scene.platform().instance(1);
    int starts = instance.starts();
    scene.strikes();
    disk.fill();
    Waiting.until(NOTICED, "the full disk ends the instance", () -> instance.starts() > starts);
    Waiting.pause(REFUSED);
    disk.free();
    Waiting.until(NOTICED, "it starts again", () -> instance.hasLogged("started as"));
  }

  private static void readOnly(Scene scene) {
    SmallDisk disk = scene.smallDisk();
    Instance instance = scene.platform().instance(1);
    int starts = instance.starts();
    scene.strikes();
    disk.readOnly();
    Waiting.until(NOTICED, "the disk ends the instance", () -> instance.starts() > starts);
    Waiting.pause(REFUSED);
    disk.writable();
    Waiting.until(NOTICED, "it starts again", () -> instance.hasLogged("started as"));
  }
}
