package dev.vigil.fault.catalogue;

import dev.vigil.fault.trial.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All faults that can be tried. */
public final class Faults {
  private Faults() {}

  /** In the order of the report. */
  public static List<Fault> all() {
    List<Fault> all = new ArrayList<>();
    all.addAll(InstanceFaults.all());
    all.addAll(BrokerFaults.all());
    all.addAll(NetworkFaults.all());
    all.addAll(RegistryFaults.all());
    all.addAll(StateFaults.all());
    all.addAll(TrafficFaults.all());
    return all;
  }

  /** Whether any platform with some instances will do. */
  public static boolean needsNoPlatformOfItsOwn(Fault fault) {
    return Mixed.NAMES.contains(fault.name());
  }

  /** The one with a name. */
  public static Optional<Fault> named(String name) {
    return all().stream().filter(fault -> fault.name().equals(name)).findFirst();
  }
}
