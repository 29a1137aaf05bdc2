package dev.vigil.topology.runtime;

import dev.vigil.config.Configuration;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** What records call an instance. */
public final class InstanceName {
  private InstanceName() {}

  /** Its {@code vigil.instance-id}; without one, the host. */
  public static String of(Configuration configuration) {
    return configuration.vigil().instanceId().orElseGet(InstanceName::host);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown host";
    }
  }
}
