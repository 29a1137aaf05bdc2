package dev.vigil.fault.catalogue;

import dev.vigil.fault.platform.Instance;
import dev.vigil.fault.platform.Waiting;
import dev.vigil.fault.trial.Fault;
import dev.vigil.fault.trial.Fault.Setup;
import dev.vigil.fault.trial.Scene;
import dev.vigil.topology.runtime.ExitCode;
import java.time.Duration;
import java.util.List;

/** What happens to the schema registry. */
final class RegistryFaults {
  private static final Duration AWAY = Duration.ofSeconds(20);
  private static final Duration NOTICED = Duration.ofMinutes(2);

  private RegistryFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "registry-down-at-start",
            "the registry away while an instance is started: it ends, again and again, until it is back",
            Setup.instances(2).exits(ExitCode.REGISTRY.code()).set("vigil.startup-timeout=PT5S"),
            RegistryFaults::atStart),
        new Fault(
            "registry-down",
            "the registry away for 20 s while everything is known already: nobody notices",
            Setup.instances(2),
            RegistryFaults::whileRunning),
        new Fault(
            "registry-down-for-a-new-schema",
            "the registry away when a record of a schema comes that nobody has asked for yet",
            Setup.instances(2).exits(ExitCode.REGISTRY.code()),
            RegistryFaults::newSchema));
  }

  private static void atStart(Scene scene) throws InterruptedException {
    Instance instance = scene.busy();
    instance.kill();
    scene.strikes();
    scene.platform().registry().kill();
    instance.start();
    Waiting.until(
        NOTICED,
        "the instance ends because the registry is away",
        () -> instance.exits().contains(ExitCode.REGISTRY.code()));
    scene.platform().registry().start();
    Waiting.until(NOTICED, "it starts", () -> instance.hasLogged("started as"));
  }

  private static void whileRunning(Scene scene) {
    scene.strikes();
    scene.platform().registry().kill();
    Waiting.pause(AWAY);
    scene.platform().registry().start();
  }

  private static void newSchema(Scene scene) {
    Runnable write = scene.newSchema();
    scene.strikes();
    scene.platform().registry().kill();
    write.run();
    Waiting.until(
        NOTICED,
        "an instance ends because it cannot ask for the schema",
        () ->
            scene.platform().instances().stream()
                .anyMatch(instance -> instance.exits().contains(ExitCode.REGISTRY.code())));
    scene.platform().registry().start();
    scene
        .platform()
        .instances()
        .forEach(
            instance ->
                Waiting.until(
                    NOTICED, instance.name() + " starts", () -> instance.hasLogged("started as")));
  }
}
