package dev.vigil.fault.catalogue;

import dev.vigil.fault.platform.Broker;
import dev.vigil.fault.platform.BrokerCluster;
import dev.vigil.fault.platform.Platform;
import dev.vigil.fault.platform.Waiting;
import dev.vigil.fault.trial.Fault;
import dev.vigil.fault.trial.Fault.Setup;
import dev.vigil.fault.trial.Scene;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** What happens to brokers. */
final class BrokerFaults {
  private static final Duration AWAY = Duration.ofSeconds(10);
  private static final Duration FROZEN = Duration.ofSeconds(20);

  private BrokerFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "broker-killed",
            "kill -9 of a broker that coordinates nothing of ours if there is one; back after 10 s",
            Setup.instances(2),
            scene -> kill(scene, BrokerFaults::bystander)),
        new Fault(
            "group-coordinator-killed",
            "kill -9 of the broker that coordinates the consumer group; back after 10 s",
            Setup.instances(2),
            scene -> kill(scene, cluster -> cluster.groupCoordinator(Platform.APPLICATION))),
        new Fault(
            "transaction-coordinator-killed",
            "kill -9 of the broker that coordinates an instance's transactions; back after 10 s",
            Setup.instances(2),
            scene -> kill(scene, cluster -> cluster.transactionCoordinator(Platform.APPLICATION))),
        new Fault(
            "broker-frozen", "a broker frozen for 20 s", Setup.instances(2), BrokerFaults::freeze));
  }

  private static Broker bystander(BrokerCluster cluster) {
    Broker group = cluster.groupCoordinator(Platform.APPLICATION);
    Broker transaction = cluster.transactionCoordinator(Platform.APPLICATION);
    return cluster.brokers().stream()
        .filter(broker -> broker != group && broker != transaction)
        .findFirst()
        .orElseThrow();
  }

  private static void kill(Scene scene, Function<BrokerCluster, Broker> which)
      throws InterruptedException {
    BrokerCluster cluster = scene.platform().brokers();
    Broker broker = which.apply(cluster);
    scene.strikes();
    broker.process().kill();
    Waiting.pause(AWAY);
    broker.start();
    cluster.awaitServing();
  }

  private static void freeze(Scene scene) throws Exception {
    Broker broker = scene.platform().brokers().broker(2);
    scene.strikes();
    broker.process().freeze();
    Waiting.pause(FROZEN);
    broker.process().thaw();
    scene.platform().brokers().awaitServing();
  }
}
