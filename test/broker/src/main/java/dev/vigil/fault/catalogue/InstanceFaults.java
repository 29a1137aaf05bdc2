package dev.vigil.fault.catalogue;

import dev.vigil.fault.platform.Instance;
import dev.vigil.fault.platform.Platform;
import dev.vigil.fault.platform.PlatformException;
import dev.vigil.fault.platform.Waiting;
import dev.vigil.fault.trial.Fault;
import dev.vigil.fault.trial.Fault.Setup;
import dev.vigil.fault.trial.Need;
import dev.vigil.fault.trial.Scene;
import dev.vigil.topology.runtime.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What happens to instances of the application. */
final class InstanceFaults {
  private static final Duration END = Duration.ofSeconds(45);

  /** Longer than any session of the default settings. */
  private static final Duration BEYOND_SESSION = Duration.ofSeconds(25);

  /** Where Debian's package puts it. */
  private static final List<Path> FAKETIME =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

  private InstanceFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "instance-lost",
            "kill -9 of an instance whose machine is gone; another takes over; a new one comes later",
            Setup.instances(2),
            InstanceFaults::lose),
        new Fault(
            "instance-crashes",
            "kill -9 of an instance that is started again at once",
            Setup.instances(2),
            InstanceFaults::crash),
        new Fault(
            "instance-alone-crashes",
            "kill -9 of the only instance, which is started again at once: no standby helps",
            Setup.instances(1),
            InstanceFaults::crash),
        new Fault(
            "instance-stopped",
            "SIGTERM of an instance, which comes back later",
            Setup.instances(2),
            InstanceFaults::stop),
        new Fault(
            "rolling-restart",
            "SIGTERM of each instance in turn, started again when it has ended",
            Setup.instances(3),
            InstanceFaults::rollingRestart),
        new Fault(
            "scale",
            "one instance, then three, then one again",
            Setup.instances(1),
            InstanceFaults::scale),
        new Fault(
            "instance-frozen",
            "an instance frozen past its session (a paused virtual machine) and thawed: a zombie",
            Setup.instances(2),
            InstanceFaults::freeze),
        new Fault(
            "clock-off",
            "an instance whose clock is an hour ahead, then one whose clock is an hour behind",
            Setup.instances(2).needing(Need.FAKETIME),
            InstanceFaults::clockOff),
        new Fault(
            "upgrade",
            "the release before on all instances, then this one, instance by instance",
            Setup.instances(2).needing(Need.PREVIOUS),
            InstanceFaults::upgrade));
  }

  private static void lose(Scene scene) throws InterruptedException {
    Instance lost = scene.busy();
    scene.strikes();
    lost.kill();
    scene.awaitWorkedOff();
    lost.start();
    scene.platform().awaitStarted(lost);
  }

  private static void crash(Scene scene) throws InterruptedException {
    scene.strikes();
    Instance crashing = scene.busy();
    int starts = crashing.starts();
    crashing.crash();
    Waiting.until(END, "it is started again", () -> crashing.starts() > starts);
    scene.platform().awaitStarted(crashing);
  }

  private static void stop(Scene scene) {
    Instance stopped = scene.busy();
    scene.strikes();
    end(stopped);
    scene.awaitWorkedOff();
    stopped.start();
    scene.platform().awaitStarted(stopped);
  }

  /** SIGTERM, and waits for the end. */
  private static void end(Instance instance) {
    instance.terminate();
    Waiting.until(END, instance.name() + " ends after SIGTERM", () -> !instance.isAlive());
    List<Integer> exits = instance.exits();
    int code = exits.get(exits.size() - 1);
    if (code != ExitCode.OK.code()) {
      throw new PlatformException(
          "%s ended after SIGTERM with exit code %d".formatted(instance.name(), code), null);
    }
  }

  private static void rollingRestart(Scene scene) {
    scene.strikes();
    for (Instance instance : scene.platform().instances()) {
      end(instance);
      instance.start();
      scene.platform().awaitStarted(instance);
      scene.awaitWorkedOff();
      scene.awaitWarm();
    }
  }

  private static void scale(Scene scene) {
    Platform platform = scene.platform();
    scene.strikes();
    Instance second = platform.addInstance();
    Instance third = platform.addInstance();
    second.start();
    third.start();
    platform.awaitStarted(second);
    platform.awaitStarted(third);
    scene.awaitWorkedOff();
    scene.awaitWarm();
    end(second);
    scene.awaitWorkedOff();
    end(third);
  }

  private static void freeze(Scene scene) throws Exception {
    Instance zombie = scene.busy();
    scene.strikes();
    zombie.process().freeze();
    Waiting.pause(BEYOND_SESSION);
    zombie.process().thaw();
  }

  private static void clockOff(Scene scene) {
    Path library =
        FAKETIME.stream()
            .filter(Files::isReadable)
            .findFirst()
            .orElseThrow(() -> new PlatformException("no libfaketime", null));
    scene.strikes();
    int number = 1;
    for (String offset : List.of("+1h", "-1h")) {
      Instance instance = scene.platform().instance(number++);
      end(instance);
      instance.environment("LD_PRELOAD", library.toString());
      instance.environment("FAKETIME", offset);
      // Waiting goes by this one, and is not a matter of what time it is.
      instance.environment("FAKETIME_DONT_FAKE_MONOTONIC", "1");
      instance.start();
      scene.platform().awaitStarted(instance);
      scene.awaitWorkedOff();
    }
  }

  private static void upgrade(Scene scene) {
    scene.strikes();
    for (Instance instance : scene.platform().instances()) {
      end(instance);
      instance.launcher(scene.platform().launcher());
      instance.start();
      scene.platform().awaitStarted(instance);
      scene.awaitWorkedOff();
    }
  }
}
