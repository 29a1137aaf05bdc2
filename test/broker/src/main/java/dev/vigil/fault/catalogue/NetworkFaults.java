package dev.vigil.fault.catalogue;

import dev.vigil.fault.platform.Host;
import dev.vigil.fault.platform.Waiting;
import dev.vigil.fault.trial.Fault;
import dev.vigil.fault.trial.Fault.Setup;
import dev.vigil.fault.trial.Need;
import dev.vigil.fault.trial.Scene;
import java.time.Duration;
import java.util.List;

/** What happens to the network between hosts. */
final class NetworkFaults {
  /** Longer than the group waits for an instance, and the controller for a broker. */
  private static final Duration CUT = Duration.ofSeconds(20);

  private NetworkFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "instance-cut-off",
            "the host of an instance off the network for 20 s",
            Setup.instances(2).needing(Need.NAMESPACES),
            scene -> cut(scene, scene.busy().host())),
        new Fault(
            "broker-cut-off",
            "the host of a broker off the network for 20 s",
            Setup.instances(2).needing(Need.NAMESPACES),
            scene -> cut(scene, scene.platform().brokers().broker(2).host())));
  }

  private static void cut(Scene scene, Host host) {
    scene.strikes();
    scene.platform().hosts().cut(host);
    Waiting.pause(CUT);
    scene.platform().hosts().mend(host);
    scene.platform().brokers().awaitServing();
  }
}
