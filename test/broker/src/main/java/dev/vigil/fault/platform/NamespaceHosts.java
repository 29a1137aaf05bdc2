package dev.vigil.fault.platform;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A host for each process: a network namespace of its own, joined to the others by a bridge. Needs
 * root and Debian's iproute2.
 */
public final class NamespaceHosts implements Hosts {
  private static final String NETWORK = "10.203.0.";

  private final String mark;
  private final String bridge;
  private final Map<String, Host> hosts = new HashMap<>();
  private final List<String> namespaces = new ArrayList<>();

  /** Makes the bridge; hosts are made as they are asked for. */
  public NamespaceHosts() {
    // Interface names have at most 15 letters.
    this.mark = "v" + Long.toString(ProcessHandle.current().pid(), 36);
    this.bridge = mark + "br";
    run("ip", "link", "add", bridge, "type", "bridge");
    run("ip", "addr", "add", NETWORK + "1/24", "dev", bridge);
    run("ip", "link", "set", bridge, "up");
  }

  @Override
  public Host here() {
    return new Host("here", NETWORK + "1", List.of());
  }

  @Override
  public Host broker(int number) {
    return host("b" + number, 10 + number);
  }

  @Override
  public Host instance(int number) {
    return host("i" + number, 20 + number);
  }

  private Host host(String name, int last) {
    return hosts.computeIfAbsent(name, key -> make(name, NETWORK + last));
  }

  private Host make(String name, String address) {
    String namespace = mark + name;
    String outer = namespace + "o";
    String inner = namespace + "i";
    run("ip", "netns", "add", namespace);
    namespaces.add(namespace);
    run("ip", "link", "add", outer, "type", "veth", "peer", "name", inner);
    run("ip", "link", "set", inner, "netns", namespace);
    run("ip", "link", "set", outer, "master", bridge);
    run("ip", "link", "set", outer, "up");
    run("ip", "-n", namespace, "addr", "add", address + "/24", "dev", inner);
    run("ip", "-n", namespace, "link", "set", inner, "up");
    run("ip", "-n", namespace, "link", "set", "lo", "up");
    return new Host(name, address, List.of("ip", "netns", "exec", namespace));
  }

  @Override
  public void cut(Host host) {
    run("ip", "link", "set", mark + host.name() + "o", "down");
  }

  @Override
  public void mend(Host host) {
    run("ip", "link", "set", mark + host.name() + "o", "up");
  }

  @Override
  public void close() {
    namespaces.forEach(namespace -> run("ip", "netns", "delete", namespace));
    run("ip", "link", "delete", bridge);
  }

  private static void run(String... command) {
    Commands.run(command);
  }
}
